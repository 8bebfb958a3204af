/**
 * One class per noun of the command line; its methods are the noun's verbs. There are as many types
 * here as the language has nouns, which is more than packages elsewhere have.
 */
package org.p3s.cli.noun;
