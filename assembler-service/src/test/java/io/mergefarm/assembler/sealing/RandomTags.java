package io.mergefarm.assembler.sealing;

import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.Upload;
import io.mergefarm.contracts.storage.UploadedPart;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A store as one that encrypts: each upload of a part has another ETag, whatever the bytes, and an
 * upload is completed only by the ETags of what was sent last.
 */
final class RandomTags implements InvocationHandler {

  private final ObjectStore store;
  private final Map<Integer, UploadedPart> kept = new TreeMap<>();

  private RandomTags(ObjectStore store) {
    this.store = store;
  }

  static ObjectStore over(ObjectStore store) {
    return (ObjectStore)
        Proxy.newProxyInstance(
            RandomTags.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            new RandomTags(store));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("listParts")) {
      pass(method, arguments);
      return List.copyOf(kept.values());
    }
    if (method.getName().equals("completeUpload")) {
      complete((Upload) arguments[0], (List<?>) arguments[1]);
      return null;
    }
    Object answer = pass(method, arguments);
    return answer instanceof UploadedPart part ? keep(part) : answer;
  }

  private UploadedPart keep(UploadedPart part) {
    UploadedPart tagged =
        new UploadedPart(part.number(), UUID.randomUUID().toString(), part.size());
    kept.put(part.number(), tagged);
    return tagged;
  }

  private void complete(Upload upload, List<?> parts) throws IOException {
    if (!parts.equals(List.copyOf(kept.values()))) {
      throw new IOException("InvalidPart: the ETags are others");
    }
    store.completeUpload(upload, store.listParts(upload));
  }

  private Object pass(Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(store, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
