package io.mergefarm.fetcher.pickle;

import io.mergefarm.fetcher.pickle.PickleValue.Constant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the reader of a pickle has at hand, in bounds. */
final class PickleStack {

  /** Far above what checkpoints have: some ten values and memos for each tensor. */
  private static final int MOST_VALUES = 4_000_000;

  private final List<PickleValue> values = new ArrayList<>();
  private final Map<Long, PickleValue> memo = new HashMap<>();

  void push(PickleValue value) throws PickleException {
    if (values.size() == MOST_VALUES) {
      throw new PickleException("it holds more than " + MOST_VALUES + " values at once");
    }
    values.add(value);
  }

  PickleValue pop() throws PickleException {
    PickleValue top = top();
    values.removeLast();
    return top;
  }

  /** The last value, which stays. */
  PickleValue top() throws PickleException {
    if (values.isEmpty() || values.getLast() == Constant.MARK) {
      throw new PickleException("it takes a value where there is none");
    }
    return values.getLast();
  }

  <T extends PickleValue> T pop(Class<T> type) throws PickleException {
    return as(type, pop());
  }

  <T extends PickleValue> T top(Class<T> type) throws PickleException {
    return as(type, top());
  }

  /** The last so many values, in the order in which they came. */
  List<PickleValue> pop(int count) throws PickleException {
    List<PickleValue> popped = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      popped.add(pop());
    }
    Collections.reverse(popped);
    return popped;
  }

  /** All values since the last mark, in the order in which they came; the mark goes, too. */
  List<PickleValue> popToMark() throws PickleException {
    int mark = values.lastIndexOf(Constant.MARK);
    if (mark < 0) {
      throw new PickleException("it closes what was never opened");
    }
    List<PickleValue> since = values.subList(mark, values.size());
    List<PickleValue> popped = List.copyOf(since.subList(1, since.size()));
    since.clear();
    return popped;
  }

  void remember(long key) throws PickleException {
    memo.put(key, top());
    if (memo.size() > MOST_VALUES) {
      throw new PickleException("it remembers more than " + MOST_VALUES + " values");
    }
  }

  /** Remembers under the next free number. */
  void remember() throws PickleException {
    remember(memo.size());
  }

  void recall(long key) throws PickleException {
    PickleValue value = memo.get(key);
    if (value == null) {
      throw new PickleException("it recalls value " + key + ", which it never had");
    }
    push(value);
  }

  static <T extends PickleValue> T as(Class<T> type, PickleValue value) throws PickleException {
    if (!type.isInstance(value)) {
      throw new PickleException(
          "it has %s where there should be a %s"
              .formatted(value.kind(), type.getSimpleName().toLowerCase(java.util.Locale.ROOT)));
    }
    return type.cast(value);
  }
}
