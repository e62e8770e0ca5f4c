package io.mergefarm.contracts.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.mergefarm.contracts.method.Parameters;
import io.mergefarm.contracts.method.Quirks;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.contracts.storage.ObjectKey;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How the elements of an output tensor come about. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = TensorExpression.Stored.class, name = "stored"),
  @JsonSubTypes.Type(value = TensorExpression.Equal.class, name = "equal"),
  @JsonSubTypes.Type(value = TensorExpression.Cast.class, name = "cast"),
  @JsonSubTypes.Type(value = TensorExpression.Merge.class, name = "merge"),
  @JsonSubTypes.Type(value = TensorExpression.Submatrix.class, name = "submatrix"),
  @JsonSubTypes.Type(value = TensorExpression.Gather.class, name = "gather"),
  @JsonSubTypes.Type(value = TensorExpression.UnitRows.class, name = "unit-rows"),
  @JsonSubTypes.Type(value = TensorExpression.Deviates.class, name = "deviates"),
  @JsonSubTypes.Type(value = TensorExpression.LowRank.class, name = "low-rank"),
  @JsonSubTypes.Type(value = TensorExpression.Magnitudes.class, name = "magnitudes"),
})
public sealed interface TensorExpression {

  DType dtype();

  Shape shape();

  /** All stored tensors that the expression reads, from left to right. */
  Stream<Stored> leaves();

  private static long rowCount(TensorExpression matrix) {
    return matrix.shape().dimensions().stream().findFirst().orElse(1L);
  }

  private static long columnCount(TensorExpression matrix) {
    return matrix.shape().dimensions().stream().skip(1).reduce(1L, Math::multiplyExact);
  }

  /**
   * A tensor as it lies in a source.
   *
   * @param file the place of its file in the table that travels with the expression
   * @param name its name there
   * @param offset its first byte, counted from the start of the file
   */
  record Stored(int file, String name, long offset, DType dtype, Shape shape)
      implements TensorExpression {
    @Override
    public Stream<Stored> leaves() {
      return Stream.of(this);
    }
  }

  /**
   * Tensors that must hold the same bytes, which are the result. So are inputs joined that can not
   * be computed with.
   */
  record Equal(List<Stored> operands) implements TensorExpression {

    public Equal {
      operands = List.copyOf(operands);
      if (operands.isEmpty()) {
        throw new IllegalArgumentException("an equality of nothing");
      }
    }

    @Override
    public DType dtype() {
      return operands.getFirst().dtype();
    }

    @Override
    public Shape shape() {
      return operands.getFirst().shape();
    }

    @Override
    public Stream<Stored> leaves() {
      return operands.stream();
    }
  }

  /** Its operand, each element rounded to another dtype, nearest even. */
  record Cast(DType dtype, TensorExpression operand) implements TensorExpression {
    @Override
    public Shape shape() {
      return operand.shape();
    }

    @Override
    public Stream<Stored> leaves() {
      return operand.leaves();
    }
  }

  /**
   * Tensors of one shape, merged.
   *
   * @param method the method's name
   * @param tensor the result's name in the document that asks for the merge; random masks depend on
   *     it, and a later stage may give its layer another number; empty where nothing depends on it
   * @param dtype what the result is rounded to
   * @param parameters of the merge as a whole
   */
  record Merge(
      String method,
      String tensor,
      DType dtype,
      Parameters parameters,
      Quirks quirks,
      List<Operand> operands)
      implements TensorExpression {

    public Merge {
      operands = List.copyOf(operands);
      if (operands.isEmpty()) {
        throw new IllegalArgumentException("a merge of nothing");
      }
    }

    /** A merge by a method that draws no random numbers, so that its name does not matter. */
    public Merge(
        String method, DType dtype, Parameters parameters, Quirks quirks, List<Operand> operands) {
      this(method, "", dtype, parameters, quirks, operands);
    }

    @Override
    public Shape shape() {
      return operands.getFirst().expression().shape();
    }

    @Override
    public Stream<Stored> leaves() {
      return operands.stream().flatMap(operand -> operand.expression().leaves());
    }
  }

  /**
   * The leading corner of its operand: of each axis the first elements.
   *
   * @param shape of as many axes as the operand's, none of them longer
   */
  record Submatrix(Shape shape, TensorExpression operand) implements TensorExpression {

    public Submatrix {
      if (!corner(shape, operand.shape())) {
        throw new IllegalArgumentException(shape + " is no corner of " + operand.shape());
      }
    }

    private static boolean corner(Shape shape, Shape whole) {
      return shape.rank() == whole.rank()
          && IntStream.range(0, shape.rank())
              .allMatch(axis -> shape.dimensions().get(axis) <= whole.dimensions().get(axis));
    }

    @Override
    public DType dtype() {
      return operand.dtype();
    }

    @Override
    public Stream<Stored> leaves() {
      return operand.leaves();
    }
  }

  /**
   * Rows of its operands, in a new order. Operands agree with the result in all extents but the
   * first. The first operand is the tensor of the model that this stands for; the others give rows
   * that it lacks.
   *
   * @param dtype what the result is rounded to
   * @param table the object that holds the {@link RowTable}
   */
  record Gather(DType dtype, Shape shape, ObjectKey table, List<TensorExpression> operands)
      implements TensorExpression {

    public Gather {
      operands = List.copyOf(operands);
      if (shape.rank() == 0) {
        throw new IllegalArgumentException("a scalar has no rows");
      }
    }

    @Override
    public Stream<Stored> leaves() {
      return operands.stream().flatMap(TensorExpression::leaves);
    }
  }

  /**
   * The rows of its operand, each divided by its Euclidean length, or by 1e-8 where it is shorter.
   *
   * @param dtype what the result is rounded to
   */
  record UnitRows(DType dtype, TensorExpression operand) implements TensorExpression {

    public UnitRows {
      if (operand.shape().rank() == 0) {
        throw new IllegalArgumentException("a scalar has no rows");
      }
    }

    @Override
    public Shape shape() {
      return operand.shape();
    }

    @Override
    public Stream<Stored> leaves() {
      return operand.leaves();
    }
  }

  /**
   * Random numbers, which depend on the merge's seed, the key, the output tensor's name and the
   * element's place alone.
   *
   * @param dtype what they are rounded to
   * @param key makes several of one output tensor differ
   */
  record Deviates(DType dtype, Shape shape, Distribution distribution, String key)
      implements TensorExpression {

    @Override
    public Stream<Stored> leaves() {
      return Stream.empty();
    }

    /** How they are distributed. */
    public enum Distribution {
      /** With mean 0 and variance 1. */
      @JsonProperty("normal")
      NORMAL,
      /** Equally likely from -1 to 1. */
      @JsonProperty("uniform")
      UNIFORM
    }
  }

  /**
   * Its operand plus a product of low rank, as adapters have it ("LoRA: Low-Rank Adaptation of
   * Large Language Models", Hu et al., 2021). The operand counts as a matrix: its first axis are
   * the rows, all others the columns. The result goes on unrounded, as it is computed.
   *
   * @param down LoRA's A, of shape {@code [rank, columns]}
   * @param up LoRA's B, of shape {@code [rows, rank]}
   * @param scale what the product is multiplied by
   * @param transposed whether the product is turned over, for operands that are stored as input by
   *     output: then down has the operand's rows and up its columns
   */
  record LowRank(
      TensorExpression operand,
      TensorExpression down,
      TensorExpression up,
      double scale,
      boolean transposed)
      implements TensorExpression {

    public LowRank {
      long inputs = transposed ? rowCount(operand) : columnCount(operand);
      long outputs = transposed ? columnCount(operand) : rowCount(operand);
      if (rowCount(down) < 1
          || columnCount(down) != inputs
          || rowCount(up) != outputs
          || columnCount(up) != rowCount(down)) {
        throw new IllegalArgumentException(
            "factors %s and %s do not make up %s"
                .formatted(up.shape(), down.shape(), operand.shape()));
      }
    }

    /** The columns of one factor and the rows of the other. */
    public long rank() {
      return rowCount(down);
    }

    @Override
    public DType dtype() {
      return operand.dtype();
    }

    @Override
    public Shape shape() {
      return operand.shape();
    }

    @Override
    public Stream<Stored> leaves() {
      return Stream.of(operand, down, up).flatMap(TensorExpression::leaves);
    }
  }

  /**
   * Its operand, each row stretched to a length of its own ("DoRA: Weight-Decomposed Low-Rank
   * Adaptation", Liu et al., 2024). A row of zeros stays as it is. The operand counts as a matrix:
   * its first axis are the rows, all others the columns. The result goes on unrounded, as it is
   * computed.
   *
   * @param lengths as many elements as the operand has rows, or columns
   * @param columns whether columns are stretched instead of rows
   */
  record Magnitudes(TensorExpression operand, TensorExpression lengths, boolean columns)
      implements TensorExpression {

    public Magnitudes {
      long elements = lengths.shape().elements();
      if (elements != (columns ? columnCount(operand) : rowCount(operand))) {
        throw new IllegalArgumentException(elements + " lengths do not fit " + operand.shape());
      }
    }

    @Override
    public DType dtype() {
      return operand.dtype();
    }

    @Override
    public Shape shape() {
      return operand.shape();
    }

    @Override
    public Stream<Stored> leaves() {
      return Stream.of(operand, lengths).flatMap(TensorExpression::leaves);
    }
  }

  /**
   * An input of a merge.
   *
   * @param model as the recipe writes it; random masks depend on it
   * @param base whether it is the recipe's base
   * @param parameters of the model it comes from
   */
  record Operand(String model, TensorExpression expression, boolean base, Parameters parameters) {}
}
