/** Tables for people, JSON for programs. Standard output carries data and nothing else. */
package org.p3s.cli.output;
