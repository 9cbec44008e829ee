// SPDX-License-Identifier: Apache-2.0
/** The words in which a scenario is told: a topic, what is written to it, what becomes of it, what is read back. */
package io.thermocline.it.story;
