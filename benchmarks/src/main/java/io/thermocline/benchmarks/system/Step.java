// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.system;

/** The steps that are measured. */
enum Step {
    COPY_SMALL("copy 16 small segments"),
    COPY_MIDDLE("copy a middling segment"),
    COPY_LARGE("copy a large segment"),
    STREAM("no limits: after one stream, one stream"),
    ONE_READER_UNLIMITED("no limits: after 1 reader, 1 reader"),
    STREAM_AFTER_MANY("no limits: after 16 readers, one stream"),
    ONE_READER_AFTER_MANY("no limits: after 16 readers, 1 reader"),
    S3PROXY_STREAM("S3Proxy, no limits: middling, one stream"),
    S3PROXY_READER("S3Proxy, no limits: middling, 1 reader"),
    WARM("no limits: small, 1 reader, 32 times again"),
    ONE_READER("30 ms, 100 MB/s: middling, 1 reader", "fetch.threads=4"),
    FOUR_READERS("30 ms, 100 MB/s: small, 4 readers"),
    SIXTEEN_READERS("30 ms, 100 MB/s: small, 16 readers"),
    RANDOM("30 ms, 100 MB/s: large, random 1 MiB"),
    DELETE("30 ms: delete 2 segments");

    private final String title;
    private final String settings;

    Step(String title) {
        this(title, "");
    }

    /** Takes settings of the plugin that hold for this step only; a plugin that has not heard of them ignores them. */
    Step(String title, String settings) {
        this.title = title;
        this.settings = settings;
    }

    String title() {
        return title;
    }

    String settings() {
        return settings;
    }
}
