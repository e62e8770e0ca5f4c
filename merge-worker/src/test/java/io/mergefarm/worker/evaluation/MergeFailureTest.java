package io.mergefarm.worker.evaluation;

import static io.mergefarm.worker.evaluation.Expressions.base;
import static io.mergefarm.worker.evaluation.Expressions.merge;
import static io.mergefarm.worker.evaluation.Expressions.model;
import static io.mergefarm.worker.evaluation.Expressions.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mergefarm.contracts.event.TensorMergeRequested.Work;
import io.mergefarm.contracts.plan.ChunkDigests;
import io.mergefarm.contracts.plan.TensorExpression.Cast;
import io.mergefarm.contracts.plan.TensorExpression.Equal;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.contracts.storage.NoSuchUploadException;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.PartRange;
import io.mergefarm.contracts.storage.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergeFailureTest {

  private static final long CHUNK = ChunkDigests.CHUNK_ELEMENTS;

  @TempDir private Path folder;
  private Workshop workshop;

  @BeforeEach
  void open() throws IOException {
    workshop = new Workshop(folder);
  }

  @Test
  void tensorsThatMustBeEqualAreNot() throws IOException {
    Stored a = workshop.add("a", DType.I32, Shape.of(3), new byte[12]);
    Stored b =
        workshop.add("b", DType.I32, Shape.of(3), new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0});
    assertFailure(whole(new Equal(List.of(a, b))))
        .withMessageContaining("tensor out: weight is not the same in a and in b")
        .withMessageContaining("first at element 2");
  }

  @Test
  void tensorsThatMustBeEqualHaveOtherShapes() throws IOException {
    Stored a = workshop.add("a", DType.I32, Shape.of(3), new byte[12]);
    Stored b = workshop.add("b", DType.I32, Shape.of(1, 3), new byte[12]);
    assertFailure(whole(new Equal(List.of(a, b))))
        .withMessageContaining("I32 [3]")
        .withMessageContaining("I32 [1, 3]");
  }

  @Test
  void integersAreNotComputedWith() throws IOException {
    Stored a = workshop.add("a", DType.I32, Shape.of(3), new byte[12]);
    assertFailure(whole(merge("linear", DType.F32, Map.of(), model(a, 1))))
        .withMessageContaining("dtype I32 can not be computed with");
    assertFailure(whole(new Cast(DType.F16, a))).withMessageContaining("I32");
  }

  @Test
  void shapesDiffer() throws IOException {
    Stored a = workshop.add("a", DType.F32, Shape.of(3), 1, 2, 3);
    Stored b = workshop.add("b", DType.F32, Shape.of(1, 3), 1, 2, 3);
    assertFailure(whole(merge("linear", DType.F32, Map.of(), model(a, 1), model(b, 1))))
        .withMessageContaining("shapes [3] and [1, 3]");
  }

  @Test
  void theMethodIsNotHere() throws IOException {
    Stored a = workshop.add("a", DType.F32, Shape.of(1), 1);
    assertFailure(whole(merge("alchemy", DType.F32, Map.of(), model(a, 1))))
        .withMessageContaining("no merge method alchemy");
  }

  @Test
  void theMethodFails() throws IOException {
    Stored a = workshop.add("a", DType.F32, Shape.of(1), 1);
    assertFailure(whole(merge("linear", DType.F32, Map.of(), model(a, Map.of()))))
        .withMessageContaining("weight");
  }

  @Test
  void aStatisticNeedsTheWholeTensor() throws IOException {
    Shape shape = Shape.of(CHUNK + 1);
    Stored a = workshop.add("a", DType.BF16, shape, new float[(int) CHUNK + 1]);
    assertFailure(
            new Work(
                "out",
                merge("slerp", DType.BF16, Map.of("t", 0.5), base(a), model(a, 1)),
                0,
                CHUNK))
        .withMessageContaining("needs the whole tensor");
  }

  @Test
  void partsAreMadeOfWholeChunks() throws IOException {
    Stored a = workshop.add("a", DType.F32, Shape.of(10), new float[10]);
    assertFailure(new Work("out", a, 0, 5)).withMessageContaining("no whole chunks");
    assertFailure(new Work("out", a, 0, 11)).withMessageContaining("no whole chunks");
  }

  @Test
  void aSourceWasCutShort() throws IOException {
    Stored a = workshop.add("a", DType.F32, Shape.of(3), 1, 2, 3);
    Files.write(workshop.path("a"), new byte[5]);
    assertFailure(whole(merge("linear", DType.F32, Map.of(), model(a, 1))))
        .withMessageContaining("tensor out: source file a");
  }

  @Test
  void aTensorReachesBeyondItsFile() throws IOException {
    Stored a = workshop.add("a", DType.F32, Shape.of(3), 1, 2, 3);
    Stored beyond = new Stored(a.file(), a.name(), a.offset() + 4, a.dtype(), a.shape());
    assertFailure(whole(beyond)).withMessageContaining("tensor out");
  }

  @Test
  void theHeaderIsMissingOrOfAnotherLength() throws IOException {
    Stored a = workshop.add("a", DType.F32, Shape.of(1), 1);
    Upload upload = workshop.store().createUpload(ObjectKey.of("x"), 20);
    assertThatExceptionOfType(MergeFailureException.class)
        .isThrownBy(() -> mergeWithHeader(upload, a))
        .withMessageContaining("there is no header");
    workshop.store().put(Workshop.HEADER, new byte[15]);
    assertThatExceptionOfType(MergeFailureException.class)
        .isThrownBy(() -> mergeWithHeader(upload, a))
        .withMessageContaining("leaves 16 bytes for a header of 15")
        .satisfies(e -> assertThat(e.tensor()).isEmpty());
  }

  private void mergeWithHeader(Upload upload, Stored tensor)
      throws IOException, MergeFailureException {
    PartRange range = new PartRange(1, 0, 20);
    workshop
        .merger()
        .merge(
            workshop.request(upload, range, Optional.of(Workshop.HEADER), List.of(whole(tensor))));
  }

  @Test
  void anUploadThatIsGoneIsNoFailureOfTheMerge() throws IOException {
    Stored a = workshop.add("a", DType.F32, Shape.of(1), 1);
    Upload gone = new Upload(ObjectKey.of("x"), "0", 4);
    assertThatExceptionOfType(NoSuchUploadException.class)
        .isThrownBy(
            () ->
                workshop
                    .merger()
                    .merge(
                        workshop.request(
                            gone, new PartRange(1, 0, 4), Optional.empty(), List.of(whole(a)))));
  }

  private ThrowableAssertAlternative<MergeFailureException> assertFailure(Work work) {
    return assertThatExceptionOfType(MergeFailureException.class)
        .isThrownBy(() -> workshop.merge(work))
        .satisfies(e -> assertThat(e.tensor()).isEqualTo("out"));
  }
}
