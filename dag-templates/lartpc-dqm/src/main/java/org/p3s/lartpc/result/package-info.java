/** What the payloads tell the data quality page, and how it gets there. */
package org.p3s.lartpc.result;
