/** The entry of the command line, inside Quarkus and without it. */
package io.mergefarm.standalone;
