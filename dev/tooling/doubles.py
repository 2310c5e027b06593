"""Methods that two files give to one model by chance: the later one silently wins."""

import ast


def find_doubles(sources):
    """Return a finding for each method that a model has twice, each for itself.

    `sources` is {path: Python source}. Who means to replace a method says so by
    `super()`, or by a docstring that begins with “Override”; inheriting from an
    abstract model by a list of names is not looked at.
    """
    known, findings = {}, []
    for path, source in sources.items():
        for model, method in _get_methods(source):
            if _is_meant(method):
                continue
            place = f"{path}:{method.lineno}"
            first = known.setdefault((model, method.name), place)
            if first != place:
                findings.append(f"{place}: {model} has {method.name} from {first} too")
    return findings


def _get_methods(source):
    """Return [(model, method)] of the classes of models in a file."""
    found = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef) and (model := _get_model(node)):
            methods = [each for each in node.body if isinstance(each, ast.FunctionDef)]
            found += [(model, method) for method in methods]
    return found


def _get_model(node):
    """Return the name of the model that a class defines or extends, None if none."""
    names = {
        target.id: each.value.value
        for each in node.body
        if isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant)
        for target in each.targets
        if isinstance(target, ast.Name)
    }
    return names.get("_name") or names.get("_inherit")


def _is_meant(method):
    calls = (each for each in ast.walk(method) if isinstance(each, ast.Name))
    said = (ast.get_docstring(method) or "").startswith("Override")
    return said or any(each.id == "super" for each in calls)
