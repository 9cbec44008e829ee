// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.s3client;

import io.thermocline.s3.testing.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** The requests through the SDK's asynchronous client, with a caller that waits nevertheless. */
final class AsyncCalls implements S3Calls {

    private final SdkAsyncHttpClient http;
    private final S3AsyncClient client;

    AsyncCalls(S3Server server, SdkAsyncHttpClient http) {
        boolean always = server.checksums().equals("when_supported");
        this.http = http;
        this.client = S3AsyncClient.builder()
                .httpClient(http)
                .endpointOverride(server.endpoint())
                .region(Region.of(server.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(server.accessKey(), server.secretKey())))
                .serviceConfiguration(configuration ->
                        configuration.pathStyleAccessEnabled(server.pathStyle()).chunkedEncodingEnabled(always))
                .requestChecksumCalculation(
                        always ? RequestChecksumCalculation.WHEN_SUPPORTED : RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(
                        always ? ResponseChecksumValidation.WHEN_SUPPORTED : ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(configuration -> configuration.retryStrategy(retries -> retries.maxAttempts(1)))
                .build();
    }

    @Override
    public String createUpload(String bucket, String key) {
        return client.createMultipartUpload(request -> request.bucket(bucket).key(key))
                .join()
                .uploadId();
    }

    @Override
    public CompletedPart part(String bucket, String key, String upload, int number, Path file, Section section) {
        AsyncRequestBody body = AsyncRequestBody.fromFile(
                part -> part.path(file).position(section.offset()).numBytesToRead(section.length()));
        String tag = client.uploadPart(
                        request ->
                                request.bucket(bucket).key(key).uploadId(upload).partNumber(number),
                        body)
                .join()
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    @Override
    public void complete(String bucket, String key, String upload, List<CompletedPart> parts) {
        client.completeMultipartUpload(request ->
                        request.bucket(bucket).key(key).uploadId(upload).multipartUpload(all -> all.parts(parts)))
                .join();
    }

    @Override
    public Body get(String bucket, String key, Section section) throws IOException {
        return new ResponseBody(await(client.getObject(
                request -> request.bucket(bucket).key(key).range(S3Calls.range(section)),
                AsyncResponseTransformer.toBlockingInputStream())));
    }

    private static <T> T await(CompletableFuture<T> answer) throws IOException {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer.cancel(true);
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    @Override
    public void delete(String bucket, String key) {
        client.deleteObject(request -> request.bucket(bucket).key(key)).join();
    }

    @Override
    public void close() {
        client.close();
        http.close();
    }
}
