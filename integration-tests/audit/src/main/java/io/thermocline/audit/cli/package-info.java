// SPDX-License-Identifier: Apache-2.0
/** The audit from the command line. */
package io.thermocline.audit.cli;
