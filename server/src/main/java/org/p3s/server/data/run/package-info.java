/** Runs: periods of data taking, on which files, workflows and results hang. */
package org.p3s.server.data.run;
