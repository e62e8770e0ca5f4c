package io.mergefarm.fetcher.pickle;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mergefarm.contracts.storage.MappedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that a file says is run, and nothing takes more memory or time than a reader has. */
@Timeout(60)
class HostileTorchFileTest {

  private static final String FLOATS = "FloatStorage";
  private static final int TOO_MANY = 4_000_001;

  @TempDir Path folder;

  @Test
  void aCallOfACommand() throws IOException {
    Path victim = folder.resolve("victim");
    Pickle pickle = Pickle.begin().global("posix", "system").text("touch " + victim);
    assertRefused(pickle.opcodes(0x85, 'R').end(), "posix.system", "may run code");
    assertThatThrownBy(() -> Files.size(victim)).isInstanceOf(IOException.class);
  }

  @Test
  void namesByOtherWays() throws IOException {
    assertRefused(
        Pickle.begin().text("builtins").text("eval").opcodes(0x93).end(), "builtins.eval");
    assertRefused(Pickle.begin().global("torch", "load").end(), "torch.load");
    assertRefused(
        Pickle.begin().global("torch._utils", "_rebuild_tensor_v2.__globals__").end(),
        "_rebuild_tensor_v2.__globals__");
  }

  @ParameterizedTest
  @ValueSource(ints = {'i', 'o', 0x81, 0x92, 0x82, 0x83, 0x84, 'P', 0x97, 'I', 'S', 'B', 0x90})
  void opcodesThatNoWeightsNeed(int opcode) throws IOException {
    assertRefused(
        Pickle.begin().opcodes('}', opcode).raw("os\nsystem\n").end(),
        "opcode 0x%02x at byte 3".formatted(opcode));
  }

  @Test
  void callsOfWhatIsNoFunction() throws IOException {
    assertRefused(
        Pickle.begin().global("torch", FLOATS).opcodes(')', 'R').end(), "torch.FloatStorage");
    assertRefused(
        Pickle.begin().global("collections", "OrderedDict").opcodes(']', 0x85, 'R').end(),
        "with arguments");
    assertRefused(
        Pickle.begin().global("torch._utils", "_rebuild_tensor_v2").opcodes(')', 'R').end(),
        "too few arguments");
    assertRefused(Pickle.begin().opcodes('}', ')', 'R').end(), "a dictionary where", "name");
    assertRefused(Pickle.begin().opcodes('N', ']', 'b').end(), "nothing where", "dict");
  }

  @Test
  void deepNesting() throws IOException {
    assertRefused(
        Pickle.begin().opcodes('N').repeat(0x85, 1_000_000).end(), "a tuple where", "dict");
    Pickle inside = Pickle.begin().opcodes('}').text("weight").opcodes('N');
    assertRefused(inside.repeat(0x85, 1_000_000).opcodes('s').end(), "a tuple under", "weight");
  }

  @Test
  void aListThatHoldsItself() throws IOException {
    assertRefused(Pickle.begin().opcodes(']', 'q', 0, 'h', 0, 'a').end(), "a list where");
  }

  @Test
  void manyValuesAndMemos() throws IOException {
    assertRefused(Pickle.begin().repeat('N', TOO_MANY).end(), "more than 4000000 values");
    assertRefused(
        Pickle.begin().opcodes('N').repeat(0x94, TOO_MANY).end(), "remembers more than 4000000");
  }

  @Test
  void memosOfEnormousNumbersTakeNoRoom() throws IOException {
    assertRefused(
        Pickle.begin().opcodes('}', 'r').int32(-1).opcodes('0', 'j').int32(-2).end(),
        "recalls value 4294967294, which it never had");
  }

  @Test
  void brokenPickles() throws IOException {
    assertRefused(new byte[0], "ends in the middle");
    assertRefused(Pickle.begin().opcodes('X').int32(-1).end(), "ends in the middle");
    assertRefused(Pickle.begin().opcodes('}').unfinished(), "ends in the middle");
    assertRefused(Pickle.begin().opcodes('X').int32(1).opcodes(0xff).end(), "no UTF-8");
    assertRefused(Pickle.begin().opcodes('0').end(), "takes a value where there is none");
    assertRefused(Pickle.begin().opcodes('(', '0').end(), "takes a value where there is none");
    assertRefused(Pickle.begin().opcodes('t').end(), "closes what was never opened");
    assertRefused(Pickle.begin().opcodes('}', '(', 'N', 'u').end(), "a key without a value");
    assertRefused(Pickle.begin().opcodes('}', ']', 'N', 's').end(), "a list where", "dictkey");
    assertRefused(Pickle.begin().opcodes(0x8a, 9).end(), "a number of 9 bytes");
    assertRefused(Pickle.begin().opcodes(0x80, 9).end(), "protocol 9");
  }

  @Test
  void whatIsNoTensor() throws IOException {
    assertRefused(Pickle.begin().opcodes('}').text("x").opcodes('K', 1, 's').end(), "a number");
    assertRefused(Pickle.begin().opcodes('}', 'K', 1).opcodes('}', 's').end(), "a dictionary");
  }

  @Test
  void viewsThatAreNotRowsEndToEnd() throws IOException {
    assertTensorRefused(6, 0, List.of(2L, 3L), List.of(1L, 2L), "transposed or spaced");
    assertTensorRefused(6, 0, List.of(3L), List.of(2L), "transposed or spaced");
    assertTensorRefused(6, 0, List.of(6L), List.of(0L), "transposed or spaced");
    assertTensorRefused(6, 0, List.of(2L, 3L), List.of(1L), "strides for other dimensions");
  }

  @Test
  void sizesOutOfRange() throws IOException {
    assertTensorRefused(6, 1, List.of(6L), List.of(1L), "leads out of its storage");
    assertTensorRefused(6, -1, List.of(6L), List.of(1L), "leads out of its storage");
    assertTensorRefused(6, Long.MAX_VALUE, List.of(6L), List.of(1L), "out of range");
    assertTensorRefused(6, 0, List.of(-1L), List.of(1L), "negative dimension");
    assertTensorRefused(7, 0, List.of(6L), List.of(1L), "leads out of its storage");
    assertTensorRefused(Long.MAX_VALUE, 0, List.of(6L), List.of(1L), "out of range");
    long huge = 1L << 40;
    assertTensorRefused(6, 0, List.of(huge, huge), List.of(huge, 1L), "out of range");
  }

  @Test
  void viewsThatOverlapInPart() throws IOException {
    Pickle pickle = Pickle.begin().opcodes('}', '(');
    pickle.text("a").tensor(FLOATS, "0", 6, 0, List.of(4L), List.of(1L));
    pickle.text("b").tensor(FLOATS, "0", 6, 2, List.of(4L), List.of(1L));
    byte[] file = TorchSave.file(pickle.opcodes('u').end(), new byte[24]);
    assertFileRefused(file, "tensors a and b overlap in part");
  }

  @Test
  void archivesThatAreNone() throws IOException {
    assertFileRefused(new byte[0], "no zip archive");
    assertFileRefused(Pickle.begin().number(1).end(), "since version 1.6");
    byte[] file = TorchSave.file(oneTensor(), new byte[24]);
    assertFileRefused(Arrays.copyOf(file, file.length - 30), "no zip archive as PyTorch writes");
    assertFileRefused(new TorchSave().entry("x", new byte[1], 0).zipped(), "0 entries data.pkl");
    TorchSave two = new TorchSave().entry("a/data.pkl", new byte[0], ZipEntry.STORED);
    assertFileRefused(
        two.entry("b/data.pkl", new byte[0], ZipEntry.STORED).zipped(), "2 entries data.pkl");
  }

  @Test
  void entriesThatAreMissingOrCompressed() throws IOException {
    assertFileRefused(TorchSave.file(oneTensor()), "no entry archive/data/0");
    byte[] compressed =
        new TorchSave()
            .entry("archive/data.pkl", oneTensor(), ZipEntry.STORED)
            .entry("archive/data/0", new byte[24], ZipEntry.DEFLATED)
            .zipped();
    assertFileRefused(compressed, "archive/data/0 is compressed");
  }

  @Test
  void numbersOfTheOtherByteOrder() throws IOException {
    byte[] file =
        new TorchSave()
            .entry("archive/data.pkl", oneTensor(), ZipEntry.STORED)
            .entry("archive/byteorder", "big".getBytes(StandardCharsets.US_ASCII), ZipEntry.STORED)
            .entry("archive/data/0", new byte[24], ZipEntry.STORED)
            .zipped();
    assertFileRefused(file, "highest byte first");
  }

  /** The directory says that the first storage is larger than the whole file. */
  @Test
  void anEntryThatLeadsOutOfTheFile() throws IOException {
    byte[] file = TorchSave.file(oneTensor(), new byte[24]);
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int directory = bytes.getInt(file.length - 6);
    bytes.putInt(directory + 24, 1 << 30);
    assertFileRefused(file, "entry archive/data/0 leads out of the file");
    bytes.putInt(directory + 20, 1 << 30);
    assertFileRefused(file, "archive/data/0 overlaps with central directory");
  }

  private void assertTensorRefused(
      long elements, long offset, List<Long> dimensions, List<Long> strides, String message)
      throws IOException {
    Pickle pickle = Pickle.begin().opcodes('}').text("weight");
    pickle.tensor(FLOATS, "0", elements, offset, dimensions, strides).opcodes('s');
    assertFileRefused(TorchSave.file(pickle.end(), new byte[24]), "tensor weight", message);
  }

  private static byte[] oneTensor() {
    return Pickle.begin()
        .opcodes('}')
        .text("weight")
        .tensor(FLOATS, "0", 6, 0, List.of(6L), List.of(1L))
        .opcodes('s')
        .end();
  }

  private void assertRefused(byte[] pickle, String... messages) throws IOException {
    assertFileRefused(TorchSave.file(pickle, new byte[24]), messages);
  }

  private void assertFileRefused(byte[] content, String... messages) throws IOException {
    Path file = Files.write(folder.resolve("weights.bin"), content);
    try (MappedFile mapped = MappedFile.open(file)) {
      assertThatThrownBy(() -> TorchFile.tensors("weights.bin", mapped))
          .isInstanceOf(PickleException.class)
          .hasMessageContainingAll(messages);
    }
  }
}
