// SPDX-License-Identifier: Apache-2.0
/** What all benchmarks measure a process by. */
package io.thermocline.benchmarks.measure;
