// SPDX-License-Identifier: Apache-2.0
/**
 * What whole-system benchmarks measure: any {@code RemoteStorageManager}, loaded as a broker loads it
 * ({@link io.thermocline.benchmarks.subject.Subject}), in a process of its own that does one step at a time as it is told
 * ({@link io.thermocline.benchmarks.subject.SubjectProcess}), against a server that counts
 * ({@link io.thermocline.benchmarks.subject.Laboratory}).
 */
package io.thermocline.benchmarks.subject;
