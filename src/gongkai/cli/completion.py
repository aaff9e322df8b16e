"""``gongkai completion``: the script that lets a shell complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command("completion")
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
@click.pass_context
def completion_command(ctx: click.Context, shell: str) -> None:
    """Print the completion script of a SHELL. 命令补全

    \b
    bash:  gongkai completion bash >> ~/.bashrc
    zsh:   gongkai completion zsh >> ~/.zshrc
    fish:  gongkai completion fish > ~/.config/fish/completions/gongkai.fish
    """
    completion = get_completion_class(shell)
    assert completion is not None
    program = ctx.find_root().command
    click.echo(completion(program, {}, "gongkai", "_GONGKAI_COMPLETE").source())
