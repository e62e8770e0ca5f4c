package io.mergefarm.standalone.client;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergefarm.contracts.event.MergeStatus;
import io.mergefarm.contracts.json.ContractJson;
import io.mergefarm.contracts.merge.MergeSubmission;
import io.mergefarm.contracts.recipe.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Talks to a planner over REST. */
public final class PlannerClient implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final URI server;
  private final HttpClient http;
  private final ObjectMapper mapper = ContractJson.mapper();

  public PlannerClient(URI server) {
    this.server = server;
    this.http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  }

  /**
   * Asks for a merge.
   *
   * @throws RejectedRecipeException if the recipe has errors
   */
  public String submit(MergeSubmission submission)
      throws IOException, InterruptedException, RejectedRecipeException {
    HttpResponse<byte[]> response =
        send(
            request("/merges")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(mapper.writeValueAsBytes(submission))));
    if (response.statusCode() == 422) {
      throw new RejectedRecipeException(
          mapper.readValue(response.body(), new TypeReference<List<Problem>>() {}));
    }
    return mapper.readTree(expect(response, 202)).path("mergeId").asText();
  }

  public List<MergeStatus> list() throws IOException, InterruptedException {
    HttpResponse<byte[]> response = send(request("/merges").GET());
    return mapper.readValue(expect(response, 200), new TypeReference<List<MergeStatus>>() {});
  }

  /** Where a merge stands, or empty where the planner knows no such merge. */
  public Optional<MergeStatus> status(String mergeId) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = send(request(path(mergeId)).GET());
    return response.statusCode() == 404
        ? Optional.empty()
        : Optional.of(mapper.readValue(expect(response, 200), MergeStatus.class));
  }

  /**
   * Asks that a merge be ended.
   *
   * @return whether the planner knows it
   */
  public boolean cancel(String mergeId) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = send(request(path(mergeId)).DELETE());
    if (response.statusCode() == 404) {
      return false;
    }
    expect(response, 202);
    return true;
  }

  @Override
  public void close() {
    http.close();
  }

  private static String path(String mergeId) {
    return "/merges/" + URLEncoder.encode(mergeId, StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.resolve(path)).timeout(PATIENCE);
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    try {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (ConnectException e) {
      throw new IOException(
          "no planner answers at "
              + server
              + "; start one with `mergefarm serve`, or name another with --server",
          e);
    }
  }

  private byte[] expect(HttpResponse<byte[]> response, int status) throws IOException {
    if (response.statusCode() != status) {
      throw new IOException(
          "the planner at " + server + " answered with HTTP status " + response.statusCode());
    }
    return response.body();
  }
}
