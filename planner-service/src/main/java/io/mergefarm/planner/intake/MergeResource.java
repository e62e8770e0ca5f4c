package io.mergefarm.planner.intake;

import io.mergefarm.contracts.event.MergeStatus;
import io.mergefarm.contracts.merge.MergeSubmission;
import io.mergefarm.contracts.recipe.Problem;
import io.mergefarm.planner.status.MergeStatusView;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Merges over REST. */
@Path("/merges")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class MergeResource {

  private static final int UNPROCESSABLE = 422;

  private final MergeIntake intake;
  private final MergeStatusView view;

  MergeResource(MergeIntake intake, MergeStatusView view) {
    this.intake = intake;
    this.view = view;
  }

  /** Asks for a merge: 202 with its id, or 422 with the problems of its recipe. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response submit(MergeSubmission submission) throws IOException {
    List<Problem> problems = intake.check(submission);
    if (!problems.isEmpty()) {
      return Response.status(UNPROCESSABLE).entity(problems).build();
    }
    String mergeId = intake.submit(submission);
    return Response.accepted(new Submitted(mergeId)).location(URI.create(mergeId)).build();
  }

  @GET
  public List<MergeStatus> list() {
    return view.all();
  }

  @GET
  @Path("/{mergeId}")
  public MergeStatus status(@PathParam("mergeId") String mergeId) {
    return view.find(mergeId).orElseThrow(NotFoundException::new);
  }

  /** Asks that a merge be ended: 202, or 404 where there is none. */
  @DELETE
  @Path("/{mergeId}")
  public Response cancel(@PathParam("mergeId") String mergeId) throws IOException {
    status(mergeId);
    intake.cancel(mergeId);
    return Response.accepted().build();
  }

  /** The broker is away: 503, with the reason. */
  @ServerExceptionMapper
  public Response unavailable(IOException e) {
    return Response.status(Response.Status.SERVICE_UNAVAILABLE)
        .type(MediaType.TEXT_PLAIN_TYPE)
        .entity(e.getMessage())
        .build();
  }

  /** The answer to a submission. */
  public record Submitted(String mergeId) {}
}
