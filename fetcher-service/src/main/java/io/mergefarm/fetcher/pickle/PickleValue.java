package io.mergefarm.fetcher.pickle;

import io.mergefarm.contracts.safetensors.DType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a pickle may be made of. */
sealed interface PickleValue {

  /** What people call a value of this kind. */
  String kind();

  /** Values that carry nothing: None, and the mark that containers begin with. */
  enum Constant implements PickleValue {
    NONE,
    MARK;

    @Override
    public String kind() {
      return "nothing";
    }
  }

  /** A number, true, false, or text: what can be a key. */
  sealed interface DictKey extends PickleValue {}

  record Int(long value) implements DictKey {
    @Override
    public String kind() {
      return "a number";
    }
  }

  record Text(String value) implements DictKey {
    @Override
    public String kind() {
      return "a text";
    }
  }

  record Flag(boolean value) implements PickleValue {
    @Override
    public String kind() {
      return "true or false";
    }
  }

  record Real(double value) implements PickleValue {
    @Override
    public String kind() {
      return "a number";
    }
  }

  record Tuple(List<PickleValue> items) implements PickleValue {
    public Tuple {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "a tuple";
    }
  }

  /** A list that grows while the pickle is read. */
  record Sequence(List<PickleValue> items) implements PickleValue {
    Sequence() {
      this(new ArrayList<>());
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /** A dictionary that grows while the pickle is read. */
  record Dict(Map<DictKey, PickleValue> entries) implements PickleValue {
    Dict() {
      this(new LinkedHashMap<>());
    }

    @Override
    public String kind() {
      return "a dictionary";
    }
  }

  /** One of the few names of Python that a pickle may use. */
  record Name(Global global) implements PickleValue {
    @Override
    public String kind() {
      return "the name " + global;
    }
  }

  /**
   * A run of elements in the archive.
   *
   * @param key names its entry in the archive
   */
  record Storage(DType dtype, String key, long elements) implements PickleValue {
    @Override
    public String kind() {
      return "a storage";
    }
  }

  /**
   * A view of a storage.
   *
   * @param offset of the first element, in elements
   * @param strides between neighbours along each dimension, in elements
   */
  record Tensor(Storage storage, long offset, List<Long> dimensions, List<Long> strides)
      implements PickleValue {
    @Override
    public String kind() {
      return "a tensor";
    }
  }
}
