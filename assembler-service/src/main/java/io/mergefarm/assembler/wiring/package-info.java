/** The assembler's objects as beans. */
package io.mergefarm.assembler.wiring;
