package io.mergefarm.assembler.checkpoint;

import io.mergefarm.contracts.plan.ChunkDigests;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The digests of one tensor's chunks, put together from the runs that parts have seen.
 *
 * <p>The tensor's own digest, {@value #ALGORITHM}, is the SHA-256 of its chunks' digests: the 16
 * bytes of each XXH3-128, in the order of the chunks. A chunk is {@link
 * ChunkDigests#CHUNK_ELEMENTS} elements, so it does not depend on how a merge was cut. It finds
 * corruption and mix-ups; since XXH3 resists no attacker, it is no signature.
 */
final class TensorChunks {

  static final String ALGORITHM = "mergefarm-chunked-v1";

  private static final int HEX_CHARACTERS = 32;

  private final String[] digests;

  TensorChunks(long elements) {
    digests = new String[Math.toIntExact(Math.ceilDiv(elements, ChunkDigests.CHUNK_ELEMENTS))];
  }

  /**
   * Notes a run.
   *
   * @return whether it agrees with what is known already
   * @throws CheckpointException if it does not lie in the tensor, or holds no digests
   */
  boolean add(ChunkDigests run) throws CheckpointException {
    List<String> added = run.digests();
    if (run.firstChunk() < 0 || run.firstChunk() > digests.length - added.size()) {
      throw new CheckpointException(
          "tensor %s of %s has %d chunks, but a part's record tells of %d from chunk %d on"
              .formatted(run.tensor(), run.file(), digests.length, added.size(), run.firstChunk()));
    }
    boolean agrees = true;
    for (int i = 0; i < added.size(); i++) {
      agrees &= put((int) run.firstChunk() + i, checked(run, added.get(i)));
    }
    return agrees;
  }

  /** Whether no chunk is known; a tensor without elements has none to know. */
  boolean untouched() {
    return digests.length > 0 && Arrays.stream(digests).allMatch(Objects::isNull);
  }

  /** The tensor's digest, or empty where a chunk is missing. */
  Optional<String> digest() {
    if (Arrays.stream(digests).anyMatch(Objects::isNull)) {
      return Optional.empty();
    }
    MessageDigest sha256 = sha256();
    for (String digest : digests) {
      sha256.update(HexFormat.of().parseHex(digest));
    }
    return Optional.of(HexFormat.of().formatHex(sha256.digest()));
  }

  private boolean put(int chunk, String digest) {
    if (digests[chunk] == null) {
      digests[chunk] = digest;
    }
    return digests[chunk].equals(digest);
  }

  private static String checked(ChunkDigests run, String digest) throws CheckpointException {
    if (digest.length() != HEX_CHARACTERS || !digest.chars().allMatch(HexFormat::isHexDigit)) {
      throw new CheckpointException(
          "a part's record has '%s' as the digest of a chunk of tensor %s of %s"
              .formatted(digest, run.tensor(), run.file()));
    }
    return digest;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
