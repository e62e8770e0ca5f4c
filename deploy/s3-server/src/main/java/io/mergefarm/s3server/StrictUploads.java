package io.mergefarm.s3server;

import java.io.InputStream;
import java.util.List;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Refuses parts of uploads that have ended, as S3 does; the stores of S3Proxy take them. */
final class StrictUploads extends ForwardingBlobStore {

  StrictUploads(BlobStore store) {
    super(store);
  }

  @Override
  public UploadPartResponse uploadMultipartPart(
      MultipartUpload upload, UploadPartRequest request, InputStream content) {
    check(upload);
    return super.uploadMultipartPart(upload, request, content);
  }

  @Override
  public List<Part> listMultipartUpload(MultipartUpload upload) {
    check(upload);
    return super.listMultipartUpload(upload);
  }

  @Override
  public CompleteMultipartUploadResponse completeMultipartUpload(
      MultipartUpload upload, CompleteMultipartUploadRequest request) {
    check(upload);
    return super.completeMultipartUpload(upload, request);
  }

  private void check(MultipartUpload upload) {
    if (listMultipartUploads(upload.containerName()).stream()
        .noneMatch(open -> open.uploadId().equals(upload.id()))) {
      throw NoSuchUploadException.builder()
          .message("no upload " + upload.id())
          .statusCode(404)
          .awsErrorDetails(
              AwsErrorDetails.builder()
                  .errorCode("NoSuchUpload")
                  .errorMessage("The specified upload does not exist.")
                  .build())
          .build();
    }
  }
}
