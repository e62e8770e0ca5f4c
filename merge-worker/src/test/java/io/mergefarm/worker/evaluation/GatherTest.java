package io.mergefarm.worker.evaluation;

import static io.mergefarm.worker.evaluation.Expressions.base;
import static io.mergefarm.worker.evaluation.Expressions.merge;
import static io.mergefarm.worker.evaluation.Expressions.model;
import static io.mergefarm.worker.evaluation.Expressions.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.mergefarm.contracts.event.TensorMergeRequested.Work;
import io.mergefarm.contracts.plan.ChunkDigests;
import io.mergefarm.contracts.plan.PartRecord;
import io.mergefarm.contracts.plan.RowTable;
import io.mergefarm.contracts.plan.RowTable.Term;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Cast;
import io.mergefarm.contracts.plan.TensorExpression.Gather;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.StoreLayout;
import io.mergefarm.worker.compute.ScalarBackend;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Row gathers against the same written in plain loops. */
class GatherTest {

  private static final int CHUNK = (int) ChunkDigests.CHUNK_ELEMENTS;

  @TempDir private Path folder;
  private Workshop workshop;

  @BeforeEach
  void open() throws IOException {
    workshop = new Workshop(folder);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F32", "BF16", "F16", "F64"})
  void rowsAreCopiedAveragedZeroAndPadded(DType dtype) throws Exception {
    float[] a = integers(5 * 3, 1);
    float[] b = integers(4 * 3, 2);
    RowTable table =
        RowTable.of(
            List.of(
                terms(0, 4),
                terms(1, 0),
                terms(),
                terms(0, 1, 1, 3),
                terms(0, 0),
                terms(0, 0, 1, 1, 1, 2)),
            2);
    Gather gather = gather(dtype, table, 3, stored("a", dtype, 3, a), stored("b", dtype, 3, b));
    assertThat(floats(dtype, workshop.merge(whole(gather))))
        .containsExactly(expected(dtype, table, 3, a, b), within(dtype));
  }

  @ParameterizedTest
  @CsvSource({"1,600001", "7,3001", "64,9001", "2049,777", "300007,5"})
  void anyOrderOfRowsGivesTheSameBytesInAnyBlocksAndParts(int columns, int rows) throws Exception {
    float[] a = gaussian(rows * columns, 1);
    float[] b = gaussian(rows * columns, 2);
    RowTable table = shuffled(rows);
    Stored storedA = stored("a", DType.BF16, columns, a);
    Stored storedB = stored("b", DType.F32, columns, b);
    Gather gather = gather(DType.F32, table, columns, storedA, storedB);
    Merge merge = merge("linear", DType.F32, Map.of(), model(gather, 0.5), model(gather, 0.5));

    byte[] whole = workshop.merge(whole(merge));
    assertClose(
        floats(DType.F32, whole), expected(DType.F32, table, columns, rounded(DType.BF16, a), b));
    assertThat(parts(workshop, merge)).isEqualTo(whole);
    assertThat(new OtherWorkshop().with(columns, a, b).merge(merge, 8, true)).isEqualTo(whole);
  }

  @Test
  void everyChunkIsDigestedOnceHoweverRowsAreMixed() throws Exception {
    int columns = 1000;
    int rows = 3 * CHUNK / columns;
    Stored stored = stored("a", DType.F32, columns, gaussian(rows * columns, 1));
    workshop.merge(whole(new Cast(DType.F32, stored)));
    List<ChunkDigests> expected = workshop.records().removeFirst().inputs();

    List<Integer> order = new ArrayList<>(IntStream.range(0, rows).boxed().toList());
    Collections.shuffle(order, new Random(3));
    RowTable table = RowTable.of(order.stream().map(row -> terms(0, row)).toList(), 0);
    parts(workshop, gather(DType.F32, table, columns, stored));
    List<String> digests = new ArrayList<>();
    long read = 0;
    for (PartRecord part : workshop.records()) {
      for (ChunkDigests run : part.inputs()) {
        assertThat(run.digests())
            .isEqualTo(
                expected
                    .getFirst()
                    .digests()
                    .subList(
                        (int) run.firstChunk(), (int) run.firstChunk() + run.digests().size()));
        digests.addAll(run.digests());
      }
      read += part.bytesRead();
    }
    assertThat(workshop.records()).hasSizeGreaterThan(2);
    assertThat(digests).containsExactlyInAnyOrderElementsOf(expected.getFirst().digests());
    assertThat(read).isBetween(stored.shape().elements() * 4, stored.shape().elements() * 5);
  }

  @Test
  void whatIsGatheredMayBeComputed() throws Exception {
    int columns = 1500;
    int rows = 300;
    Stored a = stored("a", DType.F32, columns, gaussian(rows * columns, 1));
    Stored b = stored("b", DType.F32, columns, gaussian(rows * columns, 2));
    List<Merge> merges =
        List.of(
            merge("linear", DType.F32, Map.of(), model(a, 0.25), model(b, 0.75)),
            merge("slerp", DType.F32, Map.of("t", 0.5), base(a), model(b, 0.5)),
            merge(
                "ties",
                DType.F32,
                Map.of(),
                base(a),
                model(b, Map.of("weight", 1.0, "density", 0.3))));
    RowTable ascending =
        RowTable.of(IntStream.range(0, rows / 3).mapToObj(i -> terms(0, 3 * i)).toList(), 2);
    RowTable reversed =
        RowTable.of(IntStream.range(0, rows).mapToObj(i -> terms(0, rows - 1 - i)).toList(), 0);
    for (Merge merged : merges) {
      float[] values = floats(DType.F32, workshop.merge(whole(merged)));
      for (RowTable table : List.of(ascending, reversed)) {
        Gather gather = gather(DType.F32, table, columns, merged);
        assertThat(floats(DType.F32, workshop.merge(whole(gather))))
            .isEqualTo(expected(DType.F32, table, columns, values));
      }
    }
  }

  @Test
  void chunksThatAComputedGatherPassesByAreNotTakenForOthers() throws Exception {
    int columns = CHUNK;
    Stored a = stored("a", DType.F32, columns, gaussian(4 * columns, 1));
    Merge merged = merge("linear", DType.F32, Map.of(), model(a, 0.5), model(a, 0.5));
    workshop.merge(whole(merged));
    List<String> all = workshop.records().removeFirst().inputs().getFirst().digests();
    workshop.merge(
        whole(
            gather(DType.F32, RowTable.of(List.of(terms(0, 3), terms(0, 1)), 0), columns, merged)));
    assertThat(workshop.records().removeFirst().inputs())
        .extracting(ChunkDigests::firstChunk, ChunkDigests::digests)
        .containsExactly(tuple(1L, List.of(all.get(1))), tuple(3L, List.of(all.get(3))));
  }

  @Test
  void methodsWithStatisticsReadGathers() throws Exception {
    int columns = 96;
    float[] a = gaussian(50 * columns, 1);
    RowTable table =
        RowTable.of(IntStream.range(0, 50).mapToObj(i -> terms(0, 49 - i)).toList(), 0);
    Stored first = stored("a", DType.F32, columns, a);
    Stored second = stored("b", DType.F32, columns, gaussian(50 * columns, 2));
    Stored reversed = stored("c", DType.F32, columns, expected(DType.F32, table, columns, a));
    Map<String, Double> density = Map.of("weight", 1.0, "density", 0.3);
    assertThat(
            workshop.merge(
                whole(
                    merge(
                        "ties",
                        DType.F32,
                        Map.of(),
                        base(second),
                        model(gather(DType.F32, table, columns, first), density)))))
        .isEqualTo(
            workshop.merge(
                whole(merge("ties", DType.F32, Map.of(), base(second), model(reversed, density)))));
  }

  @Test
  void tablesThatDoNotFitAreRefused() throws Exception {
    Stored stored = stored("a", DType.F32, 2, 1, 2, 3, 4);
    RowTable table = RowTable.of(List.of(terms(0, 2)), 0);
    refused(gather(DType.F32, table, 2, stored), "uses row 2");
    RowTable two = RowTable.of(List.of(terms(1, 0)), 0);
    refused(gather(DType.F32, two, 2, stored), "of 2 tensors");
    RowTable fine = RowTable.of(List.of(terms(0, 0)), 0);
    refused(gather(DType.F32, fine, 3, stored), "can not be gathered");
    ObjectKey gone = StoreLayout.rowTable("m", "gone");
    refused(new Gather(DType.F32, Shape.of(1, 2), gone, List.of(stored)), "there is no table");
    workshop.store().put(gone, new byte[] {1, 2, 3, 4});
    refused(new Gather(DType.F32, Shape.of(1, 2), gone, List.of(stored)), "broken");
    workshop.store().put(StoreLayout.rowTable("m", "other"), fine.encode());
    refused(
        new Gather(DType.F32, Shape.of(1, 2), StoreLayout.rowTable("m", "other"), List.of(stored)),
        "not what its name says");
  }

  private void refused(Gather gather, String message) {
    assertThatExceptionOfType(MergeFailureException.class)
        .isThrownBy(() -> workshop.merge(whole(gather)))
        .withMessageContaining(message);
  }

  /** The same models in another folder, merged by other means. */
  private final class OtherWorkshop {
    private final Path other = folder.resolve("other");
    private Workshop second;

    OtherWorkshop with(int columns, float[] a, float[] b) throws IOException {
      Files.createDirectories(other);
      second = new Workshop(other);
      second.add("a", DType.BF16, Shape.of(a.length / columns, columns), a);
      second.add("b", DType.F32, Shape.of(b.length / columns, columns), b);
      for (var table : workshop.store().list(ObjectKey.of("merges", "m", "rows"))) {
        byte[] bytes = workshop.store().get(table.key(), RowTable.MAX_BYTES).orElseThrow();
        second.store().put(table.key(), bytes);
      }
      return this;
    }

    byte[] merge(TensorExpression expression, int blockSize, boolean plain) throws Exception {
      second.inBlocksOf(blockSize);
      return (plain ? second.inPlainLoops() : second).merge(whole(expression));
    }
  }

  private static byte[] parts(Workshop workshop, TensorExpression expression) throws Exception {
    List<List<Work>> parts = new ArrayList<>();
    long elements = expression.shape().elements();
    for (long from = 0; from < elements; from += CHUNK) {
      parts.add(List.of(new Work("out", expression, from, Math.min(elements, from + CHUNK))));
    }
    return workshop.mergeParts(parts);
  }

  private static void assertClose(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      if (Math.abs(actual[i] - expected[i]) > 1e-6) {
        assertThat(actual[i]).as("element %d", i).isEqualTo(expected[i]);
      }
    }
  }

  private Stored stored(String model, DType dtype, int columns, float... values)
      throws IOException {
    return workshop.add(model, dtype, Shape.of(values.length / columns, columns), values);
  }

  private Gather gather(DType dtype, RowTable table, int columns, TensorExpression... operands)
      throws IOException {
    ObjectKey key = StoreLayout.rowTable("m", table.digest());
    workshop.store().put(key, table.encode());
    return new Gather(dtype, Shape.of(table.size(), columns), key, List.of(operands));
  }

  private static List<Term> terms(int... operandsAndRows) {
    List<Term> terms = new ArrayList<>();
    for (int i = 0; i < operandsAndRows.length; i += 2) {
      terms.add(new Term(operandsAndRows[i], operandsAndRows[i + 1]));
    }
    return terms;
  }

  /** Every third row is a mean, every seventh zero, the others are copied, all in random order. */
  private static RowTable shuffled(int rows) {
    Random random = new Random(rows);
    return RowTable.of(
        IntStream.range(0, rows)
            .mapToObj(
                i ->
                    i % 7 == 0
                        ? terms()
                        : i % 3 == 0
                            ? terms(0, random.nextInt(rows), 1, random.nextInt(rows))
                            : terms(random.nextInt(2), random.nextInt(rows)))
            .toList(),
        3);
  }

  private static float[] expected(DType dtype, RowTable table, int columns, float[]... operands) {
    double[] sums = new double[columns];
    float[] result = new float[table.size() * columns];
    for (int row = 0; row < table.filled(); row++) {
      for (int column = 0; column < columns; column++) {
        double sum = 0;
        for (int term = table.first(row); term < table.end(row); term++) {
          sum += operands[table.operand(term)][table.row(term) * columns + column];
        }
        double value = sum / Math.max(1, table.end(row) - table.first(row));
        result[row * columns + column] = (float) value;
        sums[column] += (float) value;
      }
    }
    for (int row = table.filled(); row < table.size(); row++) {
      for (int column = 0; column < columns; column++) {
        result[row * columns + column] = (float) (sums[column] / table.filled());
      }
    }
    return rounded(dtype, result);
  }

  private static float[] rounded(DType dtype, float[] values) {
    float[] copy = values.clone();
    new ScalarBackend().codec(dtype).round(copy, copy.length);
    return copy;
  }

  private static float[] floats(DType dtype, byte[] bytes) {
    int count = bytes.length / (int) dtype.byteSize(1);
    float[] values = new float[count];
    new ScalarBackend().codec(dtype).decode(MemorySegment.ofArray(bytes), 0, values, 0, count);
    return values;
  }

  private static Offset<Float> within(DType dtype) {
    return Offset.offset(dtype == DType.F32 ? 1e-6f : 1e-9f);
  }

  private static float[] integers(int length, int seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextInt(-60, 60);
    }
    return values;
  }

  private static float[] gaussian(int length, int seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
