# The gateway: nginx with the templates of nginx/, rendered from the environment at start. docker build -f deploy/docker/gateway.Dockerfile .
FROM nginx:1.30
COPY nginx/gateway.envsh nginx/render.sh /opt/gateway/nginx/
COPY nginx/templates/ /opt/gateway/nginx/templates/
COPY nginx/docs/ /opt/gateway/nginx/docs/
COPY docs/openapi/ /opt/gateway/docs/openapi/
COPY src/Web/ /opt/gateway/src/Web/
COPY deploy/docker/gateway.sh deploy/docker/probe.sh /opt/gateway/
# A connection that a client just kept is not closed under its next request when this nginx goes.
ENV GATEWAY_LISTEN=8080 GATEWAY_KEEPALIVE_MIN=5s GATEWAY_STATE_DIR=/tmp/gateway/state GATEWAY_ACCESS_LOG=/dev/stdout GATEWAY_ERROR_LOG=/dev/stderr
EXPOSE 8080
# The nginx account of the base image.
USER 101:101
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --retries=3 CMD ["bash", "/opt/gateway/probe.sh", "8080", "/healthz"]
ENTRYPOINT ["sh", "/opt/gateway/gateway.sh"]
