// The peer of the tree benchmark: @openzeppelin/merkle-tree over N values, every proof made. Prints one JSON line.
// getProof(index) of this library checks the value against its leaf and walks the finished proof up to the root before
// it answers, so its time includes a verification; nothing cheaper is public.
import { StandardMerkleTree } from "@openzeppelin/merkle-tree";

const size = Number(process.argv[2]);
const values = Array.from({ length: size }, (_, index) => ["0x" + index.toString(16).padStart(130, "0")]);
const started = process.hrtime.bigint();
const tree = StandardMerkleTree.of(values, ["bytes"]);
const built = process.hrtime.bigint();
let steps = 0;
for (let index = 0; index < size; index++) steps += tree.getProof(index).length;
const proven = process.hrtime.bigint();
console.log(JSON.stringify({
  build_seconds: Number(built - started) / 1e9,
  prove_seconds: Number(proven - built) / 1e9,
  steps,
  peak_memory_mb: process.resourceUsage().maxRSS / 1024,
}));
