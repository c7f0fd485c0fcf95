"""YAML whose scalars stay the text that was typed: `cpt: 01996` keeps its zero, `state: NO` is no boolean.

Aliases are refused (a few lines of them can stand for gigabytes), and so is a field given twice.
"""

from __future__ import annotations

from typing import Any, ClassVar

import yaml


class Loader(yaml.SafeLoader):
    """`yaml.SafeLoader` in which only null is not text."""

    yaml_implicit_resolvers: ClassVar = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="aliases (*) are not read", problem_mark=self.peek_event().start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        found = super().construct_mapping(node, deep)
        if len(found) < len(node.value):
            raise yaml.MarkedYAMLError(problem="a field is given twice", problem_mark=node.start_mark)
        return found
