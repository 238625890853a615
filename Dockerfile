# The node as an image.
#   docker build -t edgewise .                                        CPU
#   docker build -t edgewise:gpu --build-arg EDGEWISE_FLAVOR=gpu .    CUDA 12 and cuDNN 9
#   docker run -p 8080:8080 -v ./edgewise.yaml:/etc/edgewise/edgewise.yaml:ro -v edgewise:/var/lib/edgewise edgewise serve --config /etc/edgewise/edgewise.yaml
ARG EDGEWISE_FLAVOR=cpu

FROM eclipse-temurin:25-jdk AS build
ARG EDGEWISE_FLAVOR
WORKDIR /src
COPY . .
# The start-up cache is made below, where it is used: it is bound to its jars and its Java.
RUN --mount=type=cache,target=/root/.m2 EDGEWISE_FLAVOR=$EDGEWISE_FLAVOR EDGEWISE_AOT=off ./edgewise --build

FROM debian:trixie-slim AS cpu

FROM nvidia/cuda:12.8.1-cudnn-runtime-ubuntu24.04 AS gpu

FROM ${EDGEWISE_FLAVOR}
COPY --from=eclipse-temurin:25-jre /opt/java/openjdk /opt/java/openjdk
ENV JAVA_HOME=/opt/java/openjdk
RUN useradd --uid 10001 --user-group --home-dir /var/lib/edgewise --create-home edgewise
COPY --from=build /src/target/dist /opt/edgewise
COPY docker/health.sh /opt/edgewise/health.sh
# Owned by root, so that a node cannot change its own code.
RUN cd /tmp && /opt/edgewise/edgewise --build && test -s /opt/edgewise/edgewise.aot
WORKDIR /var/lib/edgewise
USER edgewise
EXPOSE 8080 8443 9090
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s CMD ["/opt/edgewise/health.sh"]
ENTRYPOINT ["/opt/edgewise/edgewise"]
CMD ["serve"]
