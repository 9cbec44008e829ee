// SPDX-License-Identifier: Apache-2.0
/** The innermost parts, by JMH: {@code benchmarks/run hot}. */
package io.thermocline.benchmarks.hot;
