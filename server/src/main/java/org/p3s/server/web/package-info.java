/** The pages that people read: what every page shares, and how problems look in a browser. */
package org.p3s.server.web;
