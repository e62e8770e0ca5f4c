package io.mergefarm.standalone.cli;

import java.nio.file.Path;

/**
 * A checkpoint that a command writes.
 *
 * @param recipe the text of its recipe
 * @param folder where it goes
 */
record Output(String recipe, Path folder) {}
