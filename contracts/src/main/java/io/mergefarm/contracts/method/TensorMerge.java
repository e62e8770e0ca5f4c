package io.mergefarm.contracts.method;

import io.mergefarm.contracts.safetensors.Shape;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;

/** One tensor to be merged, as a method sees it: shapes, parameters and passes over the inputs. */
public interface TensorMerge {

  /** The output tensor's name. */
  String name();

  /** The common shape of all inputs. */
  Shape shape();

  /** In the recipe's order; the base stands where the recipe has it. */
  List<Input> inputs();

  /** The parameters of the merge as a whole. */
  Parameters parameters();

  /** Which published quirks of mergekit's arithmetic are kept. */
  Quirks quirks();

  /** The seed of randomised methods. */
  long seed();

  /** Vector arithmetic of the processor at hand. */
  Arithmetic arithmetic();

  /** The most elements that a block has: the size of the arrays that a kernel works in. */
  int blockSize();

  /**
   * Reads the inputs once, front to back.
   *
   * @throws IOException if an input can not be read
   */
  void scan(BlockVisitor visitor) throws IOException;

  /** The place of the base among the inputs, where there is one. */
  default OptionalInt base() {
    for (int i = 0; i < inputs().size(); i++) {
      if (inputs().get(i).base()) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /**
   * One input tensor.
   *
   * @param model that it comes from, as the recipe writes it
   * @param base whether it is the recipe's base
   * @param parameters of the model
   */
  record Input(String model, boolean base, Parameters parameters) {}

  /** Sees a block of all inputs. */
  @FunctionalInterface
  interface BlockVisitor {
    /** As {@link BlockKernel#merge}, without a result. */
    void visit(long position, int length, float[][] inputs);
  }
}
