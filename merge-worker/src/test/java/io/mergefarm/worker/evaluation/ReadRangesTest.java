package io.mergefarm.worker.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.event.TensorMergeRequested;
import io.mergefarm.contracts.event.TensorMergeRequested.Work;
import io.mergefarm.contracts.method.NanPolicy;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Equal;
import io.mergefarm.contracts.plan.TensorExpression.LowRank;
import io.mergefarm.contracts.plan.TensorExpression.Magnitudes;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.ObjectReader;
import io.mergefarm.contracts.storage.PartRange;
import io.mergefarm.contracts.storage.Upload;
import io.mergefarm.worker.evaluation.ReadRanges.Range;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadRangesTest {

  private static final Stored FIRST = stored(0, 100, 1000);
  private static final Stored SECOND = stored(0, 5000, 10);
  private static final Stored OTHER = stored(1, 64, 1000);

  @Test
  void aPartReadsTheElementsThatItHoldsOfEveryInput() {
    Map<Integer, ReadRanges> ranges =
        ReadRanges.of(
            request(
                new Work("x", new Equal(List.of(FIRST, OTHER)), 500, 1000),
                new Work("y", SECOND, 0, 10)));
    assertThat(ranges.get(0).from(0, 10_000))
        .containsExactly(new Range(1100, 1000), new Range(5000, 20));
    assertThat(ranges.get(1).from(0, 10_000)).containsExactly(new Range(1064, 1000));
  }

  @Test
  void tensorsOfAdaptersAreReadWhole() {
    Stored matrix = new Stored(0, "w", 100, DType.BF16, Shape.of(100, 10));
    Stored down = new Stored(1, "a", 64, DType.BF16, Shape.of(2, 10));
    Stored up = new Stored(1, "b", 104, DType.BF16, Shape.of(100, 2));
    Stored lengths = new Stored(2, "m", 8, DType.BF16, Shape.of(100));
    TensorExpression sum = new LowRank(matrix, down, up, 1, false);
    Map<Integer, ReadRanges> ranges =
        ReadRanges.of(request(new Work("x", new Magnitudes(sum, lengths, false), 500, 600)));
    assertThat(ranges.get(0).from(0, 10_000)).containsExactly(new Range(1100, 200));
    assertThat(ranges.get(1).from(0, 10_000))
        .containsExactly(new Range(64, 40), new Range(104, 400));
    assertThat(ranges.get(2).from(0, 10_000)).containsExactly(new Range(8, 200));
  }

  @Test
  void whatIsAheadBeginsWhereTheLastReadEndedAndIsBounded() {
    ReadRanges ranges =
        ReadRanges.of(request(new Work("x", FIRST, 0, 1000), new Work("y", SECOND, 0, 10))).get(0);
    assertThat(ranges.from(2000, 1000)).containsExactly(new Range(2000, 100), new Range(5000, 20));
    assertThat(ranges.from(2000, 110)).containsExactly(new Range(2000, 100), new Range(5000, 10));
    assertThat(ranges.from(2000, 30)).containsExactly(new Range(2000, 30));
    assertThat(ranges.from(2100, 30)).containsExactly(new Range(5000, 20));
    assertThat(ranges.from(5020, 30)).isEmpty();
  }

  @Test
  void aReaderIsToldWhatComesNextAndNothingBeyondTheFile() throws IOException {
    List<Range> asked = new ArrayList<>();
    ReadRanges ranges = ReadRanges.of(request(new Work("x", FIRST, 0, 1000))).get(0);
    try (ReadAheadReader reader = new ReadAheadReader(new Asked(2100, asked), ranges)) {
      assertThat(asked).containsExactly(new Range(100, 2000));
      reader.read(100, MemorySegment.ofArray(new byte[500]));
      assertThat(asked.getLast()).isEqualTo(new Range(600, 1500));
    }
    asked.clear();
    try (ReadAheadReader reader = new ReadAheadReader(new Asked(50, asked), ranges)) {
      assertThat(reader.size()).isEqualTo(50);
      assertThat(asked).isEmpty();
    }
  }

  private static Stored stored(int file, long offset, long elements) {
    return new Stored(file, "t", offset, DType.BF16, Shape.of(elements));
  }

  private static TensorMergeRequested request(Work... work) {
    return new TensorMergeRequested(
        "m",
        "p",
        new Upload(new ObjectKey("k"), "u", 1),
        new PartRange(1, 0, 1),
        Optional.empty(),
        List.of(),
        List.of(work),
        0,
        NanPolicy.ERROR);
  }

  private record Asked(long size, List<Range> asked) implements ObjectReader {

    @Override
    public MemorySegment read(long offset, MemorySegment scratch) {
      return scratch;
    }

    @Override
    public void prefetch(long offset, long length) {
      asked.add(new Range(offset, length));
    }

    @Override
    public void close() {}
  }
}
