// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.thermocline.s3.testing.S3RequestKind;
import io.thermocline.store.Deadline;
import io.thermocline.store.ListPage;
import io.thermocline.store.ListedObject;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that S3 never gives: of gateways that say OK to everything, of servers with faults, of attackers. */
class LyingServerTest extends UploadFixture {

    private static final Duration AMPLE = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final String PAGE = "<html><body>Please log in</body></html>";

    private Deadline ample() {
        return Deadline.after(AMPLE);
    }

    private void getsAnAnswerOfTheClosedSet(String contentRange) {
        bucket.put(KEY.value(), small);
        wire.every(S3RequestKind.GET).changesAnswer(head -> head.with("Content-Range", contentRange));
        assertThatThrownBy(() -> store.read(KEY, 0, Deadline.after(SHORT), ByteBuffer.allocate(small.length)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(KEY.value());
        assertThatThrownBy(() -> store.readSuffix(KEY, Deadline.after(SHORT), ByteBuffer.allocate(10)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(KEY.value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "lines 0-999/1000",
                "bytes 0-999/*",
                "bytes 0-9999999999999999999999/10000000000000000000000"
            })
    void aRangeThatMakesNoSenseIsAClearError(String contentRange) {
        getsAnAnswerOfTheClosedSet(contentRange);
    }

    @Test
    void aRefusalOfARangeWithALengthThatMakesNoSenseIsAClearError() {
        bucket.put(KEY.value(), small);
        wire.every(S3RequestKind.GET)
                .changesAnswer(head -> head.with("Content-Range", "bytes */99999999999999999999999"));

        assertThatThrownBy(() -> store.read(KEY, small.length, ample(), ByteBuffer.allocate(1)))
                .isInstanceOf(StoreException.TooShort.class)
                .hasMessageContaining("1000");
    }

    @Test
    void anAnswerInChunksIsRead() throws Exception {
        bucket.put(KEY.value(), small);
        wire.every(S3RequestKind.GET)
                .changesAnswer(head -> head.without("Content-Length").with("Connection", "close"));
        ByteBuffer target = ByteBuffer.allocate(small.length);

        store.read(KEY, 0, ample(), target);

        assertThat(target.array()).isEqualTo(small);
    }

    @Test
    void aHeadWithoutLengthOrAgeIsAClearError() {
        bucket.put(KEY.value(), small);
        for (String missing : new String[] {"Content-Length", "Last-Modified", "ETag"}) {
            wire.heal();
            wire.every(S3RequestKind.HEAD).changesAnswer(head -> head.without(missing));
            assertThatThrownBy(() -> store.stat(KEY, ample()))
                    .as(missing)
                    .isInstanceOf(StoreException.Failed.class)
                    .hasMessageContaining(KEY.value());
        }
    }

    /** As a gateway does that wants its users to log in. */
    private void everythingIsAPage() {
        wire.every().answersPage(PAGE);
    }

    @Test
    void aPutThatAGatewaySaysOkToIsNoPut() {
        everythingIsAPage();

        assertThatThrownBy(() -> put(small)).isInstanceOf(StoreException.class).hasMessageContaining(KEY.value());
        assertThatThrownBy(() -> put(large)).isInstanceOf(StoreException.class).hasMessageContaining(KEY.value());

        assertThat(bucket.keys()).isEmpty();
        assertThat(wire.counts().count(S3RequestKind.PART)).isZero();
    }

    /** As a gateway gives that has lost its server; an object that is taken for deleted would stay for ever. */
    @Test
    void aNotFoundThatDoesNotSayWhatIsNotFoundIsNoAnswer() throws Exception {
        bucket.put(KEY.value(), small);
        wire.every().answers(404, "");

        assertThatThrownBy(() -> store.delete(List.of(KEY), Deadline.after(SHORT)))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining(KEY.value())
                .hasMessageContaining("s3.endpoint");
        assertThatThrownBy(() -> store.read(KEY, 0, Deadline.after(SHORT), ByteBuffer.allocate(10)))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining(KEY.value());

        wire.heal();
        store.delete(List.of(KEY), ample());
        assertThat(bucket.keys()).isEmpty();
        assertThatThrownBy(() -> store.stat(KEY, ample())).isInstanceOf(StoreException.NotFound.class);
    }

    @Test
    void aPutThatIsSaidToBeOkButIsNotThereIsNoPut() {
        wire.every(S3RequestKind.PUT).answersPage(PAGE);

        assertThatThrownBy(() -> put(small))
                .isInstanceOf(StoreException.Failed.class)
                .hasMessageContaining("is not there");
    }

    @Test
    void aPartThatAGatewaySaysOkToIsSentAgain() throws Exception {
        wire.nth(2, S3RequestKind.PART).answersPage(PAGE);

        put(large);

        theObjectIs(large);
    }

    @Test
    void partsThatAGatewaySaysOkToAreNotCompleted() {
        wire.every(S3RequestKind.PART).answersPage(PAGE);

        assertThatThrownBy(() -> put(large))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining(KEY.value())
                .hasMessageContaining("is it S3");

        assertThat(wire.counts().count(S3RequestKind.COMPLETE)).isZero();
        UploadFixture.await("no upload is left", () -> bucket.uploads().isEmpty());
    }

    @Test
    void aCompletionThatAGatewaySaysOkToIsMadeAgain() throws Exception {
        wire.next(S3RequestKind.COMPLETE).answersPage(PAGE);

        put(large);

        theObjectIs(large);
        assertThat(wire.counts().count(S3RequestKind.COMPLETE)).isEqualTo(2);
    }

    @Test
    void readsAndListsOfAPageAreClearErrors() {
        everythingIsAPage();

        assertThatThrownBy(() -> store.read(KEY, 0, Deadline.after(SHORT), ByteBuffer.allocate(1000)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(KEY.value());
        assertThatThrownBy(() -> store.stat(KEY, Deadline.after(SHORT)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(KEY.value());
        assertThatThrownBy(() -> store.check(Deadline.after(SHORT))).isInstanceOf(StoreException.class);
    }

    @Test
    void foldersThatConsolesMakeAreNoObjects() throws Exception {
        bucket.put("segments/", new byte[0]);
        bucket.put("segments/a/", new byte[0]);
        bucket.put("segments/b", small);
        bucket.put("segments/c/", new byte[0]);
        bucket.put("segments/d", small);

        ListPage first = store.list("segments/", Optional.empty(), 1, ample());
        assertThat(first.objects()).extracting(ListedObject::key).containsExactly(new ObjectKey("segments/b"));
        ListPage second = store.list("segments/", Optional.of(new ObjectKey("segments/b")), 1, ample());
        assertThat(second.objects()).extracting(ListedObject::key).containsExactly(new ObjectKey("segments/d"));
    }

    @Test
    void aListThatBeginsAnewIsNoEndlessLoop() {
        bucket.put("segments/a", small);
        bucket.put("segments/b", small);
        wire.every(S3RequestKind.LIST)
                .changesAnswerBody(xml -> xml.replace("<Key>segments/b</Key>", "<Key>segments/a</Key>"));

        assertThatThrownBy(() -> store.list("segments/", Optional.of(new ObjectKey("segments/a")), 10, ample()))
                .isInstanceOf(StoreException.Failed.class)
                .hasMessageContaining("begins anew");
    }

    @Test
    void aListOfUploadsThatNeverEndsIsGivenUp() {
        wire.every(S3RequestKind.LIST_UPLOADS)
                .changesAnswerBody(xml -> xml.replaceAll("<IsTruncated>[^<]*</IsTruncated>", "")
                        .replace(
                                "</ListMultipartUploadsResult>",
                                "<IsTruncated>true</IsTruncated><NextKeyMarker>m</NextKeyMarker>"
                                        + "<NextUploadIdMarker>i</NextUploadIdMarker></ListMultipartUploadsResult>"));
        store.close();
        wire.counts().reset();
        store = Stores.open(settings());
        wire.counts().awaitCount(S3RequestKind.LIST_UPLOADS, 2);

        // If it was just to be given up, it is tried once more at the end.
        store.close();

        assertThat(wire.counts().count(S3RequestKind.LIST_UPLOADS)).isBetween(2, 4);
    }

    @Test
    void entitiesInXmlAreNotExpanded() {
        StringBuilder bomb = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE e [<!ENTITY a0 \"0123456789\">");
        for (int i = 1; i < 12; i++) {
            bomb.append("<!ENTITY a")
                    .append(i)
                    .append(" \"")
                    .append(("&a" + (i - 1) + ";").repeat(10))
                    .append("\">");
        }
        bomb.append("]><Error><Code>&a11;</Code><Message>&a11;</Message></Error>");
        wire.every(S3RequestKind.LIST).changesAnswerBody(xml -> bomb.toString());

        assertThatThrownBy(() -> store.list("segments/", Optional.empty(), 10, Deadline.after(SHORT)))
                .isInstanceOf(StoreException.class);
    }

    /** What a server says to everything, on a port of its own. */
    private static final class Impostor implements AutoCloseable {
        private final HttpServer server;
        private final ExecutorService threads = Executors.newCachedThreadPool();
        private final AtomicInteger asked = new AtomicInteger();

        interface Answer {
            void give(HttpExchange exchange) throws IOException;
        }

        Impostor(Answer answer) throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(threads);
            server.createContext("/", exchange -> {
                asked.incrementAndGet();
                exchange.getRequestBody().readAllBytes();
                answer.give(exchange);
                exchange.close();
            });
            server.start();
        }

        String endpoint() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    private S3ObjectStore at(Impostor impostor) {
        Map<String, String> settings = new HashMap<>(settings());
        settings.put("s3.endpoint", impostor.endpoint());
        return Stores.open(settings);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 500, 400})
    void anAnswerWithoutEndIsNotReadIntoMemory(int status) throws Exception {
        byte[] chunk = new byte[64 * 1024];
        try (Impostor endless = new Impostor(exchange -> {
                    exchange.sendResponseHeaders(status, 0);
                    try (OutputStream out = exchange.getResponseBody()) {
                        out.write("<ListBucketResult><Name>".getBytes(StandardCharsets.US_ASCII));
                        Arrays.fill(chunk, (byte) 'x');
                        while (!Thread.currentThread().isInterrupted()) {
                            out.write(chunk);
                        }
                    }
                });
                S3ObjectStore lost = at(endless)) {
            assertThatThrownBy(() -> lost.list("segments/", Optional.empty(), 10, Deadline.after(SHORT)))
                    .isInstanceOf(StoreException.class);
            assertThatThrownBy(() -> lost.read(KEY, 0, Deadline.after(SHORT), ByteBuffer.allocate(10)))
                    .isInstanceOf(StoreException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void aRedirectionIsNotFollowed(int status) throws Exception {
        try (Impostor elsewhere = new Impostor(exchange -> exchange.sendResponseHeaders(200, -1));
                Impostor redirecting = new Impostor(exchange -> {
                    exchange.getResponseHeaders().set("Location", elsewhere.endpoint() + exchange.getRequestURI());
                    exchange.sendResponseHeaders(status, -1);
                });
                S3ObjectStore lost = at(redirecting)) {
            assertThatThrownBy(() -> lost.read(KEY, 0, Deadline.after(SHORT), ByteBuffer.allocate(10)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(KEY.value())
                    .hasMessageContaining(Integer.toString(status));
            assertThat(elsewhere.asked.get()).isZero();
        }
    }
}
