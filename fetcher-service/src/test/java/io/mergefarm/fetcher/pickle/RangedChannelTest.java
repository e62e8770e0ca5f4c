package io.mergefarm.fetcher.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.mergefarm.contracts.storage.MappedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RangedChannelTest {

  @TempDir Path folder;

  @Test
  void readsFromWhereItStandsToTheEnd() throws IOException {
    try (MappedFile object = object("abcdef");
        RangedChannel channel = new RangedChannel(object, 100)) {
      ByteBuffer target = ByteBuffer.allocate(4);
      assertThat(channel.position(3).read(target)).isEqualTo(3);
      assertThat(target.array()).startsWith('d', 'e', 'f');
      assertThat(channel.position()).isEqualTo(6);
      assertThat(channel.read(target)).isEqualTo(-1);
    }
  }

  @Test
  void readsSoManyBytesInAllAndNoMore() throws IOException {
    try (MappedFile object = object("abcdef");
        RangedChannel channel = new RangedChannel(object, 5)) {
      channel.read(ByteBuffer.allocate(3));
      assertThatIOException()
          .isThrownBy(() -> channel.position(0).read(ByteBuffer.allocate(3)))
          .withMessage("its directory takes more than 5 bytes");
    }
  }

  private MappedFile object(String content) throws IOException {
    return MappedFile.open(Files.writeString(folder.resolve("object"), content));
  }
}
