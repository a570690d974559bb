// Prints the folder of helm and kubectl, for machines that have neither (deploy/pipelines/cluster.sh).
import { programs } from './tools.mjs';

console.log(programs());
