from django.urls import path

from points.views import board, chain, verify

urlpatterns = [
    path("board/", board.board, name="board"),
    path("board/<code:code>/", board.board_community, name="board_community"),
    path("board/<code:code>/standard/", board.board_standard, name="board_standard"),
    path("board/<code:code>/points/", board.board_points, name="board_points"),
    path("board/<code:code>/<int:number>/", board.board_notice, name="board_notice"),
    path("board/<code:code>/chain/", chain.board_chain, name="board_chain"),
    path("verify/", verify.verify, name="verify"),
    path("verify/line/", verify.verify_line, name="verify_line"),
]
