// SPDX-License-Identifier: Apache-2.0
/** What {@code ./quickstart} runs once its broker is up: fills a topic, watches it move to the tier, reads it back. */
package io.thermocline.it.quickstart;
