"""The meeting mode: what each slide says, its charts at room size, and the one page of it all."""
