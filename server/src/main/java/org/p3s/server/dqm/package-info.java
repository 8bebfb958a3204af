/** Data quality: the metrics, plots and histograms that payloads post for a run. */
package org.p3s.server.dqm;
