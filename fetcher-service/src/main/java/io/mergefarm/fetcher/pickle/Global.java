package io.mergefarm.fetcher.pickle;

import io.mergefarm.contracts.safetensors.DType;
import java.util.Arrays;
import java.util.Optional;

/** The names of Python that a pickle of weights needs. All others are refused. */
enum Global {
  ORDERED_DICT("collections", "OrderedDict"),
  REBUILD_TENSOR("torch._utils", "_rebuild_tensor_v2"),
  REBUILD_PARAMETER("torch._utils", "_rebuild_parameter"),
  DOUBLE("torch", "DoubleStorage", DType.F64),
  FLOAT("torch", "FloatStorage", DType.F32),
  HALF("torch", "HalfStorage", DType.F16),
  BFLOAT16("torch", "BFloat16Storage", DType.BF16),
  LONG("torch", "LongStorage", DType.I64),
  INT("torch", "IntStorage", DType.I32),
  SHORT("torch", "ShortStorage", DType.I16),
  CHAR("torch", "CharStorage", DType.I8),
  BYTE("torch", "ByteStorage", DType.U8),
  BOOL("torch", "BoolStorage", DType.BOOL);

  private final String module;
  private final String member;
  private final Optional<DType> dtype;

  Global(String module, String member) {
    this(module, member, Optional.empty());
  }

  Global(String module, String member, DType dtype) {
    this(module, member, Optional.of(dtype));
  }

  Global(String module, String member, Optional<DType> dtype) {
    this.module = module;
    this.member = member;
    this.dtype = dtype;
  }

  /**
   * The name that a pickle asks for.
   *
   * @throws PickleException if it is none of these
   */
  static Global of(String module, String member) throws PickleException {
    return Arrays.stream(values())
        .filter(global -> global.module.equals(module) && global.member.equals(member))
        .findFirst()
        .orElseThrow(
            () ->
                new PickleException(
                    "it asks for %s.%s, which no file of weights needs and which may run code"
                        .formatted(module, member)));
  }

  /** The elements of a class of storages. */
  Optional<DType> dtype() {
    return dtype;
  }

  @Override
  public String toString() {
    return module + "." + member;
  }
}
