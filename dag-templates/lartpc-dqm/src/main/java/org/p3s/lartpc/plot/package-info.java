/** Plots as SVG and PNG, without fonts or a graphics library on the node. */
package org.p3s.lartpc.plot;
