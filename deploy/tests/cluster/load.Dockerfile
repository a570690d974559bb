# The load driver for a Job in the cluster, on an image that is there already and starts what FD_SERVICE names. The context is tests/Load/bin/Release.
FROM fooddelivery/cart:dev
COPY net10.0/ /app/
ENV FD_SERVICE=Load
