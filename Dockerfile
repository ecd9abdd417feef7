# lungtrace as server and as worker. Build: docker build -t lungtrace .
FROM node:24-bookworm-slim

LABEL org.opencontainers.image.title="lungtrace" \
      org.opencontainers.image.version="0.4.0" \
      org.opencontainers.image.licenses="MIT"

# glibc raises this threshold when large arrays are freed, and then keeps their memory; a fixed threshold returns it to the system.
ENV NODE_ENV=production MALLOC_MMAP_THRESHOLD_=1048576
WORKDIR /opt/lungtrace

COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force

COPY scripts/fetch-ohif.sh scripts/
RUN bash scripts/fetch-ohif.sh

COPY LICENSE README.md ./
COPY src ./src
COPY models ./models

# The data directory (embedded database, caches) is the only writable place.
RUN mkdir /data && chown node:node /data
ENV LUNGTRACE_DATA_DIR=/data
VOLUME /data
USER node

EXPOSE 8043
ENTRYPOINT ["node", "src/main.ts"]
CMD ["serve"]
