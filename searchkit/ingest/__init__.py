"""What does a file say? Files go in; articles, or rejections with their reasons, come out.

One bad file never stops a run, every fact carries its basis, and what is unknown stays unknown.
Imports errors, model, published and analysis (for languages) only.
"""
