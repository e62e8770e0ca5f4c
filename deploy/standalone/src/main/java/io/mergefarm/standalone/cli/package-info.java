/** The commands, each of them a class. */
package io.mergefarm.standalone.cli;
