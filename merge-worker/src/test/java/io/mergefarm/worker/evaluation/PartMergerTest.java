package io.mergefarm.worker.evaluation;

import static io.mergefarm.worker.evaluation.Expressions.base;
import static io.mergefarm.worker.evaluation.Expressions.merge;
import static io.mergefarm.worker.evaluation.Expressions.model;
import static io.mergefarm.worker.evaluation.Expressions.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.event.TensorMergeRequested.Work;
import io.mergefarm.contracts.plan.ChunkDigests;
import io.mergefarm.contracts.plan.PartRecord;
import io.mergefarm.contracts.plan.TensorExpression.Cast;
import io.mergefarm.contracts.plan.TensorExpression.Equal;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.PartRange;
import io.mergefarm.contracts.storage.Upload;
import io.mergefarm.worker.compute.ScalarBackend;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartMergerTest {

  private static final long CHUNK = ChunkDigests.CHUNK_ELEMENTS;

  @TempDir private Path folder;
  private Workshop workshop;

  @BeforeEach
  void open() throws IOException {
    workshop = new Workshop(folder);
  }

  @Test
  void storedTensorsAreCopied() throws Exception {
    byte[] bytes = random(3 * (int) CHUNK + 5, 1);
    Stored stored = workshop.add("a", DType.U8, Shape.of(bytes.length), bytes);
    assertThat(workshop.merge(whole(stored))).isEqualTo(bytes);
    PartRecord part = workshop.records().getFirst();
    assertThat(part.bytesRead()).isEqualTo(bytes.length);
    assertThat(part.outputs())
        .containsExactly(digests("model.safetensors", "out", DType.U8, bytes));
    assertThat(part.inputs()).containsExactly(digests("a", "weight", DType.U8, bytes));
  }

  @Test
  void tensorsThatAreEqualAreCopiedOnce() throws Exception {
    byte[] bytes = random(80, 1);
    Stored a = workshop.add("a", DType.I64, Shape.of(10), bytes);
    Stored b = workshop.add("b", DType.I64, Shape.of(10), bytes);
    assertThat(workshop.merge(whole(new Equal(List.of(a, b))))).isEqualTo(bytes);
    assertThat(workshop.records().getFirst().inputs())
        .containsExactly(
            digests("a", "weight", DType.I64, bytes), digests("b", "weight", DType.I64, bytes));
  }

  @Test
  void castsRoundOnce() throws Exception {
    Stored stored = workshop.add("a", DType.F32, Shape.of(3), 0x1.01p0f, 70000f, 3e-8f);
    assertThat(floats(DType.BF16, workshop.merge(whole(new Cast(DType.BF16, stored)))))
        .containsExactly(1f, 70144f, 0x1.02p-25f);
    assertThat(floats(DType.F16, workshop.merge(whole(new Cast(DType.F16, stored)))))
        .containsExactly(0x1.01p0f, Float.POSITIVE_INFINITY, 0x1p-24f);
  }

  @Test
  void theInputsOfAMergeMayBeCasts() throws Exception {
    Stored a = workshop.add("a", DType.F32, Shape.of(2), 0x1.01p0f, 2.5f);
    Stored b = workshop.add("b", DType.F64, Shape.of(2), 3f, 4f);
    Merge merge =
        merge("linear", DType.F32, Map.of(), model(new Cast(DType.BF16, a), 0.5), model(b, 0.5));
    assertThat(floats(DType.F32, workshop.merge(whole(merge)))).containsExactly(2f, 3.25f);
  }

  @Test
  void theResultOfAnInnerMergeIsRoundedToItsDtype() throws Exception {
    Stored a = workshop.add("a", DType.F32, Shape.of(1), 1f);
    Stored b = workshop.add("b", DType.F32, Shape.of(1), 1.0078125f);
    Merge exact = merge("linear", DType.F32, Map.of(), model(a, 0.5), model(b, 0.5));
    Merge rounded = merge("linear", DType.BF16, Map.of(), model(a, 0.5), model(b, 0.5));
    assertThat(nested(exact)).containsExactly(0x1.01p0f);
    assertThat(nested(rounded)).containsExactly(1f);
  }

  private float[] nested(Merge inner) throws IOException, MergeFailureException {
    Merge outer = merge("linear", DType.F32, Map.of(), model(inner, 1));
    return floats(DType.F32, workshop.merge(whole(outer)));
  }

  @Test
  void methodsThatNeedStatisticsMayBeNested() throws Exception {
    int n = 5000;
    Stored base = workshop.add("base", DType.F32, Shape.of(n), gaussian(n, 1));
    Stored a = workshop.add("a", DType.F32, Shape.of(n), gaussian(n, 2));
    Merge ties =
        merge(
            "ties",
            DType.F32,
            Map.of(),
            base(base),
            model(a, Map.of("weight", 1.0, "density", 0.1)));
    Merge slerp = merge("slerp", DType.F32, Map.of("t", 0.5), base(base), model(ties, Map.of()));
    byte[] nested = workshop.merge(whole(slerp));
    Stored merged =
        workshop.add(
            "ties", DType.F32, Shape.of(n), floats(DType.F32, workshop.merge(whole(ties))));
    Merge again = merge("slerp", DType.F32, Map.of("t", 0.5), base(base), model(merged, Map.of()));
    assertThat(nested).isEqualTo(workshop.merge(whole(again)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "linear",
        "slerp",
        "task_arithmetic",
        "ties",
        "magmax",
        "ram",
        "ramplus_tl",
        "nearswap",
        "dare_linear",
        "dare_ties",
        "della_linear",
        "della",
        "breadcrumbs",
        "breadcrumbs_ties",
        "sce"
      })
  void neitherBlocksNorBackendsMatter(String method) throws Exception {
    int n = (int) CHUNK + 4098;
    Merge merge = random(method, DType.BF16, Shape.of(n));
    byte[] expected = workshop.inBlocksOf(8192).merge(whole(merge));
    assertThat(workshop.inBlocksOf(24).merge(whole(merge))).isEqualTo(expected);
    assertThat(workshop.inPlainLoops().inBlocksOf(2048).merge(whole(merge))).isEqualTo(expected);
    List<PartRecord> records = workshop.records();
    assertThat(records.get(1)).isEqualTo(of(records.get(1), records.get(0)));
    assertThat(records.get(2)).isEqualTo(of(records.get(2), records.get(0)));
    assertThat(records.getFirst().outputs())
        .containsExactly(digests("model.safetensors", "out", DType.BF16, expected));
    assertThat(records.getFirst().bytesRead())
        .isEqualTo((long) merge.operands().size() * n * Short.BYTES);
  }

  /** The record of an upload, with what another one says of the part. */
  private static PartRecord of(PartRecord upload, PartRecord part) {
    return new PartRecord(
        part.partId(),
        upload.uploadId(),
        part.part(),
        part.bytesRead(),
        part.outputs(),
        part.inputs());
  }

  @Test
  void partsDoNotMatter() throws Exception {
    int n = 2 * (int) CHUNK + 777;
    Merge merge = random("linear", DType.F16, Shape.of(n));
    byte[] whole = workshop.merge(whole(merge));
    byte[] parts =
        workshop.mergeParts(
            List.of(
                List.of(new Work("out", merge, 0, CHUNK)),
                List.of(new Work("out", merge, CHUNK, 2 * CHUNK)),
                List.of(new Work("out", merge, 2 * CHUNK, n))));
    assertThat(parts).isEqualTo(whole);
    PartRecord single = workshop.records().getFirst();
    ChunkDigests last = workshop.records().getLast().outputs().getFirst();
    assertThat(last.firstChunk()).isEqualTo(2);
    assertThat(last.digests()).containsExactly(single.outputs().getFirst().digests().get(2));
    ChunkDigests input = workshop.records().get(2).inputs().getFirst();
    assertThat(input.firstChunk()).isEqualTo(1);
    assertThat(input.digests()).containsExactly(single.inputs().getFirst().digests().get(1));
  }

  @Test
  void aTensorThatStandsThereTwiceIsReadOnce() throws Exception {
    Stored a = workshop.add("a", DType.F32, Shape.of(2), 1f, 2f);
    Merge merge = merge("linear", DType.F32, Map.of(), model(a, 0.5), model(a, 0.5));
    assertThat(floats(DType.F32, workshop.merge(whole(merge)))).containsExactly(1f, 2f);
    assertThat(workshop.records().getFirst().bytesRead()).isEqualTo(8);
    assertThat(workshop.records().getFirst().inputs()).hasSize(1);
  }

  @Test
  void scalarsAndEmptyTensorsAreMerged() throws Exception {
    for (String method : List.of("linear", "slerp", "ties")) {
      Merge scalar = random(method, DType.F32, Shape.of());
      Merge empty = random(method, DType.F32, Shape.of(0, 5));
      assertThat(workshop.merge(whole(empty), whole(scalar))).hasSize(4);
    }
  }

  @Test
  void theFirstPartBeginsWithTheHeader() throws Exception {
    byte[] header = random(100, 9);
    workshop.store().put(Workshop.HEADER, header);
    Stored a = workshop.add("a", DType.F32, Shape.of(1), 2f);
    Upload upload = workshop.store().createUpload(ObjectKey.of("out", "x"), 104);
    PartRecord part =
        workshop
            .merger()
            .merge(
                workshop.request(
                    upload,
                    new PartRange(1, 0, 104),
                    Optional.of(Workshop.HEADER),
                    List.of(whole(a))));
    workshop.store().completeUpload(upload, List.of(part.part()));
    byte[] bytes = workshop.store().get(upload.key(), 1000).orElseThrow();
    assertThat(Arrays.copyOf(bytes, 100)).isEqualTo(header);
    assertThat(floats(DType.F32, Arrays.copyOfRange(bytes, 100, 104))).containsExactly(2f);
  }

  private Merge random(String method, DType dtype, Shape shape) throws IOException {
    int n = (int) shape.elements();
    Stored base = workshop.add("base" + shape, dtype, shape, gaussian(n, 1));
    Stored a = workshop.add("a" + shape, dtype, shape, gaussian(n, 2));
    if (method.equals("slerp") || method.equals("nearswap")) {
      return merge(method, dtype, Map.of("t", 0.3), base(base), model(a, Map.of()));
    }
    Stored b = workshop.add("b" + shape, dtype, shape, gaussian(n, 3));
    if (method.equals("linear")) {
      return merge(method, dtype, Map.of(), model(a, 0.7), model(b, 0.4));
    }
    return merge(
        method,
        dtype,
        Map.of("rescale", 1.0, "select_topk", 0.4, "epsilon", 0.3, "r", 0.1, "alpha", 0.2),
        base(base),
        model(a, Map.of("weight", 0.6, "density", 0.3, "gamma", 0.05, "epsilon", 0.1)),
        model(b, Map.of("weight", 0.4, "density", 0.5, "gamma", 0.01, "epsilon", 0.1)));
  }

  private static ChunkDigests digests(String file, String tensor, DType dtype, byte[] bytes) {
    int step = (int) dtype.byteSize(CHUNK);
    List<String> digests =
        IntStream.iterate(0, from -> from < bytes.length, from -> from + step)
            .mapToObj(from -> Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + step)))
            .map(chunk -> new ScalarBackend().hasher().hash(MemorySegment.ofArray(chunk)))
            .toList();
    return new ChunkDigests(file, tensor, 0, digests);
  }

  private static float[] floats(DType dtype, byte[] bytes) {
    float[] values = new float[bytes.length * 8 / dtype.bits()];
    MemorySegment segment = MemorySegment.ofArray(bytes);
    new ScalarBackend().codec(dtype).decode(segment, 0, values, 0, values.length);
    return values;
  }

  private static float[] gaussian(int length, long seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
