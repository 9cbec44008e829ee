// SPDX-License-Identifier: Apache-2.0
/** Plots of figures as SVG. */
package io.thermocline.plot;
