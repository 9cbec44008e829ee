// SPDX-License-Identifier: Apache-2.0
/**
 * Bytes from elsewhere against every parser: {@link io.thermocline.fuzz.FuzzTarget} says what must hold, {@link
 * io.thermocline.fuzz.Fuzzer} makes inputs by chance, {@link io.thermocline.fuzz.JazzerEntry} lets Jazzer make them by what
 * they reach in the code.
 */
package io.thermocline.fuzz;
