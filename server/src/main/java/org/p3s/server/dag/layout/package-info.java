/**
 * Where to draw the vertices and edges of a DAG, as numbers for an SVG: layers from left to right,
 * ordered for few crossings, aligned for short lines (the method of Sugiyama, Tagawa and Toda,
 * 1981, in its simplest form).
 */
package org.p3s.server.dag.layout;
