package io.mergefarm.fetcher.pickle;

import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.fetcher.pickle.PickleValue.Dict;
import io.mergefarm.fetcher.pickle.PickleValue.Int;
import io.mergefarm.fetcher.pickle.PickleValue.Name;
import io.mergefarm.fetcher.pickle.PickleValue.Storage;
import io.mergefarm.fetcher.pickle.PickleValue.Tensor;
import io.mergefarm.fetcher.pickle.PickleValue.Text;
import io.mergefarm.fetcher.pickle.PickleValue.Tuple;
import java.util.ArrayList;
import java.util.List;

/** What the calls of a pickle of weights mean. */
final class Calls {

  private Calls() {}

  /** Makes what a call of one of the allowed names would make. */
  static PickleValue call(Global function, List<PickleValue> arguments) throws PickleException {
    return switch (function) {
      case ORDERED_DICT -> emptyDict(arguments);
      case REBUILD_TENSOR -> tensor(arguments);
      case REBUILD_PARAMETER -> argument(Tensor.class, function, arguments, 0);
      default -> throw new PickleException("it calls " + function + ", which is no function");
    };
  }

  /** The storage that a persistent id names: its kind, type, key, device and elements. */
  static Storage persistent(Tuple id) throws PickleException {
    List<PickleValue> items = id.items();
    if (items.size() != 5 || !items.getFirst().equals(new Text("storage"))) {
      throw new PickleException("it refers to something outside that is no storage");
    }
    Global type = PickleStack.as(Name.class, items.get(1)).global();
    DType dtype =
        type.dtype()
            .orElseThrow(() -> new PickleException("it uses " + type + " as a type of storages"));
    return new Storage(
        dtype,
        PickleStack.as(Text.class, items.get(2)).value(),
        PickleStack.as(Int.class, items.get(4)).value());
  }

  private static Dict emptyDict(List<PickleValue> arguments) throws PickleException {
    if (!arguments.isEmpty()) {
      throw new PickleException("it calls " + Global.ORDERED_DICT + " with arguments");
    }
    return new Dict();
  }

  /** Storage, offset, size and stride; whether it learns, and hooks, are of no interest. */
  private static Tensor tensor(List<PickleValue> arguments) throws PickleException {
    Global function = Global.REBUILD_TENSOR;
    return new Tensor(
        argument(Storage.class, function, arguments, 0),
        argument(Int.class, function, arguments, 1).value(),
        numbers(argument(Tuple.class, function, arguments, 2)),
        numbers(argument(Tuple.class, function, arguments, 3)));
  }

  private static <T extends PickleValue> T argument(
      Class<T> type, Global function, List<PickleValue> arguments, int index)
      throws PickleException {
    if (index >= arguments.size()) {
      throw new PickleException("it calls " + function + " with too few arguments");
    }
    return PickleStack.as(type, arguments.get(index));
  }

  private static List<Long> numbers(Tuple tuple) throws PickleException {
    List<Long> numbers = new ArrayList<>();
    for (PickleValue item : tuple.items()) {
      numbers.add(PickleStack.as(Int.class, item).value());
    }
    return numbers;
  }
}
