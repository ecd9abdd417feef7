# lungtrace as server and as worker, for the CPU:  docker build -t lungtrace .
# With CUDA 12 and cuDNN 9, for NVIDIA GPUs:        docker build -t lungtrace:cuda --target cuda .
FROM node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6 AS base

# The program with everything that it needs.
FROM base AS program
ENV NODE_ENV=production
WORKDIR /opt/lungtrace
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force
COPY scripts/fetch-ohif.sh scripts/
RUN bash scripts/fetch-ohif.sh
COPY LICENSE README.md ./
COPY src ./src
COPY models ./models

# The libraries of ONNX Runtime for CUDA are too large for npm: its install script fetches them from NuGet. Nothing here uses TensorRT's.
FROM program AS program-cuda
RUN ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node \
    && rm -f node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime_providers_tensorrt.so

FROM nvidia/cuda:12.8.1-cudnn-runtime-ubuntu24.04@sha256:ac55d124da4882b497f732d8dfd9a702d5447a5f29d08d56da6f64f0a1eb34bc AS cuda
LABEL org.opencontainers.image.title="lungtrace" \
      org.opencontainers.image.version="0.6.0" \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production MALLOC_MMAP_THRESHOLD_=262144 LUNGTRACE_DATA_DIR=/data LUNGTRACE_PROVIDERS=cuda,cpu
WORKDIR /opt/lungtrace
COPY --from=base /usr/local/bin/node /usr/local/bin/node
COPY --from=program-cuda /opt/lungtrace ./
RUN install -d -o 1000 -g 1000 /data
VOLUME /data
USER 1000:1000
EXPOSE 8043
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.LUNGTRACE_PROBE_PORT ?? process.env.LUNGTRACE_PORT ?? 8043}/livez`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "src/main.ts"]
CMD ["serve"]

FROM base AS lungtrace
LABEL org.opencontainers.image.title="lungtrace" \
      org.opencontainers.image.version="0.6.0" \
      org.opencontainers.image.licenses="MIT"
# glibc raises this threshold when large arrays are freed, and then keeps their memory; a fixed threshold returns it to the system.
ENV NODE_ENV=production MALLOC_MMAP_THRESHOLD_=262144 LUNGTRACE_DATA_DIR=/data
WORKDIR /opt/lungtrace
COPY --from=program /opt/lungtrace ./
# The data directory (embedded database, its lock) is the only writable place.
RUN install -d -o 1000 -g 1000 /data
VOLUME /data
# By number, so that Kubernetes sees that it is not root.
USER 1000:1000
EXPOSE 8043
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.LUNGTRACE_PROBE_PORT ?? process.env.LUNGTRACE_PORT ?? 8043}/livez`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "src/main.ts"]
CMD ["serve"]
